// SPDX-License-Identifier: Apache-2.0
import CSeededRandom
import Constrained
import OpenSSLBackend
import TLS
import TestSupport
import Testing
import Wire

/// OpenSSL meets itself over datagrams.
@Suite struct OpenSSLDatagramHandshakeTests {
  @Test(arguments: [[], [0xC02B], [0xC0AC], [0xC0AE], [0xCCA9]] as [[UInt16]])
  func certificatesOnBothSides(suites: [UInt16]) throws {
    let meeting = try Meeting(
      Datagrams.configuration(.client, suites), Datagrams.configuration(.server, suites))
    #expect(meeting.connect() == .stopped)
    let pki = try PKI.shared.get()
    let client = try #require(meeting.client.connected)
    let server = try #require(meeting.server.connected)
    #expect(client.version == .dtls12 && server.version == .dtls12)
    #expect(client.peerCertificate == pki.server.chain[0])
    #expect(server.peerCertificate == pki.device.chain[0])
    #expect(suites.isEmpty || suites == [client.suite.code])
    #expect(meeting.pair.server.machine.inner.questions == 1)
  }

  @Test(arguments: [[], [0x00A8], [0xC0A4], [0xC0A8], [0xCCAC], [0x00AA]] as [[UInt16]])
  func aKeyOnBothSides(suites: [UInt16]) throws {
    let meeting = try Meeting(
      Datagrams.shared([Datagrams.key()], suites), Datagrams.shared([Datagrams.key()], suites))
    #expect(meeting.connect() == .stopped)
    let client = try #require(meeting.client.connected)
    let server = try #require(meeting.server.connected)
    #expect(client.version == .dtls12)
    #expect(client.identity == Array("sensor-7".utf8) && server.identity == client.identity)
    #expect(client.suite.code == suites.first ?? 0xCCAC)
    #expect(client.peerCertificate.isEmpty && server.peerCertificate.isEmpty)
  }

  @Test func oneSeedOneHandshake() throws {
    _ = try PKI.shared.get()
    func handshake(_ seed: UInt64) throws -> [[UInt8]] {
      things_random_begin(seed)
      defer { things_random_end() }
      let meeting = try Meeting(
        Datagrams.configuration(.client), Datagrams.configuration(.server))
      #expect(meeting.connect() == .stopped)
      return meeting.packets.map(\.payload)
    }
    let first = try handshake(1)
    #expect(try handshake(1) == first)
    let second = try handshake(2)
    #expect(second != first)
    #expect(try handshake(1) == first)
  }

  /// RFC 6347, 4.2.1 and 4.2.2: the ServerHello is the message after the HelloVerifyRequest.
  @Test func theServersFirstMessageIsNumberOne() throws {
    let meeting = try Meeting(Datagrams.shared(), Datagrams.shared())
    meeting.connect()
    let down = meeting.packets.filter { $0.direction == .down }.map(\.payload)
    // HelloVerifyRequest comes from the test's gate, and once.
    #expect(down.map { $0[13] }.filter { $0 == 3 }.count == 1)
    #expect(down[1][13] == 2 && Array(down[1][17..<19]) == [0, 1])
    // The record's number is the hello's (RFC 6347, 4.2.1).
    let hello = meeting.packets.filter { $0.direction == .up }[1].payload
    #expect(down[1][3..<11] == hello[3..<11])
  }

  @Test func onlyAHelloWithACookieIsAccepted() throws {
    let client = try OpenSSLEngine(Datagrams.shared(), role: .client)
    var channel = try client.connect(now: Instant(nanoseconds: 0))
    let hello = [UInt8](capacity: 2000) { _ = channel.poll(into: &$0) }
    let server = try OpenSSLEngine(Datagrams.shared(), role: .server)
    for datagram in [hello, [], Array(hello.dropLast()), [22], Array("GET / HTTP/1.1".utf8)] {
      do throws(TLSError) {
        var channel = try server.accept(now: Instant(nanoseconds: 0))
        try channel.handle(datagram.span, now: Instant(nanoseconds: 0))
        Issue.record("accepted \(datagram)")
      } catch {
        #expect(error.cause == .protocolViolation(.malformedMessage))
      }
    }
  }

  /// The alert leaves first, and then the error is thrown, at once.
  @Test func whoCannotBeServedIsTold() throws {
    let meeting = try Meeting(
      Datagrams.shared([Datagrams.key()], [0x00A8]), Datagrams.shared([Datagrams.key()], [0xC0A4]))
    meeting.settle(for: .seconds(1))
    #expect(meeting.server.error?.cause == .nothingInCommon(.suite))
    #expect(meeting.client.error?.cause == .peerAlert(Alert(code: 40)))
  }

  @Test func anEngineMakesTheChannelsItIsFor() throws {
    let now = Instant(nanoseconds: 0)
    let datagrams = try OpenSSLEngine(Datagrams.shared(), role: .client)
    var ours = Datagrams.shared()
    ours.transport = .stream
    let stream = try OpenSSLEngine(ours, role: .client)
    let server = try OpenSSLEngine(Datagrams.shared(), role: .server)
    let wrong = TLSError(.configuration(.transport))
    #expect(throws: wrong) { _ = try datagrams.makeChannel() }
    #expect(throws: wrong) { _ = try stream.connect(now: now) }
    #expect(throws: wrong) { _ = try server.connect(now: now) }
    #expect(throws: wrong) { _ = try datagrams.accept(now: now) }
    #expect(throws: wrong) { _ = try stream.accept(now: now) }
    ours = Datagrams.shared()
    ours.versions = .tls13 ... .tls13
    #expect(throws: TLSError(.configuration(.versions))) {
      _ = try OpenSSLEngine(ours, role: .client)
    }
  }

  @Test func aGoodbyeBeforeTheHandshakeIsSilence() throws {
    let meeting = try Meeting(Datagrams.shared(), Datagrams.shared())
    try meeting.client { try $0.close() }
    meeting.settle()
    #expect(meeting.packets.isEmpty && meeting.client.error == nil)
  }
}
