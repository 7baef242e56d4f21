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
    #expect(meeting.pair.server.machine.questions == 1)
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

  /// With an answer never to come: one second, then two, then four.
  @Test func aLostFlightIsSentAgainWhenTheVirtualSecondsHavePassed() throws {
    let meeting = try Meeting(
      Datagrams.shared(), Datagrams.shared(), over: Datagrams.quick.losing(percent: 100))
    #expect(meeting.pair.drive(until: Instant(nanoseconds: 20_000_000_000)) == .deadline)
    let seconds = meeting.packets.map { Double($0.sent.nanoseconds) / 1_000_000_000 }
    #expect(seconds == [0, 1, 3, 7, 15])
  }
}
