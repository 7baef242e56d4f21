// SPDX-License-Identifier: Apache-2.0
import DTLS
import OpenSSLBackend
import TestSupport
import Testing
import Wire

/// A ClientHello as a client of DTLS 1.2 sends it.
func clientHello(
  cookie: [UInt8] = [], random: UInt8 = 7, sequence: UInt8 = 0, suites: String = "C0A8 00FF"
) -> [UInt8] {
  let suites = hex(suites)
  let body =
    hex("FEFD") + [UInt8](repeating: random, count: 32) + [0, UInt8(cookie.count)] + cookie
    + [0, UInt8(suites.count)] + suites + hex("0100 0000")
  let length = [0, UInt8(body.count >> 8), UInt8(body.count & 0xFF)]
  let message = [1] + length + [0, sequence] + [0, 0, 0] + length + body
  let record = [UInt8(message.count >> 8), UInt8(message.count & 0xFF)]
  return hex("16 FEFF 0000 00000000") + [0, sequence] + record + message
}

struct CookieGateTests {
  let secret = [UInt8](repeating: 0x42, count: 32)
  let peer = PeerAddress(v4: 0xC000_0207, port: 5684)

  private func moment(_ seconds: UInt64) -> Instant {
    Instant(nanoseconds: 0) + .seconds(seconds)
  }

  private func decide(
    _ gate: inout CookieGate<OpenSSLCrypto.SHA256>, _ datagram: [UInt8], from: PeerAddress,
    at seconds: UInt64 = 0, room: Int = 256
  ) -> (CookieGate<OpenSSLCrypto.SHA256>.Decision, [UInt8]) {
    var decision = CookieGate<OpenSSLCrypto.SHA256>.Decision.ignore
    let bytes = [UInt8](capacity: room) { out in
      decision = gate.decide(datagram.span, from: from, now: moment(seconds), into: &out)
    }
    return (decision, bytes)
  }

  @Test func aCookieOpensTheGateToItsOwnerOnly() throws {
    var gate = try CookieGate<OpenSSLCrypto.SHA256>(secret: secret.span)
    let (decision, question) = decide(&gate, clientHello(), from: peer, at: 59)
    #expect(decision == .answer && question.count == 60)
    #expect(
      Array(question[0..<28])
        == hex("16 FEFF 0000 000000000000 002F 03 000023 0000 000000 000023 FEFF 20"))
    let cookie = Array(question[28...])

    let answer = clientHello(cookie: cookie, sequence: 1)
    #expect(decide(&gate, answer, from: peer, at: 59).0 == .pass)
    // The next minute is good enough, the one after that is not.
    #expect(decide(&gate, answer, from: peer, at: 60).0 == .pass)
    #expect(decide(&gate, answer, from: peer, at: 119).0 == .pass)
    #expect(decide(&gate, answer, from: peer, at: 120).0 == .answer)
    // Nor is another address, another port, or another hello.
    let neighbour = PeerAddress(v4: 0xC000_0208, port: 5684)
    #expect(decide(&gate, answer, from: neighbour, at: 59).0 == .answer)
    let otherPort = PeerAddress(v4: 0xC000_0207, port: 5685)
    #expect(decide(&gate, answer, from: otherPort, at: 59).0 == .answer)
    let otherRandom = clientHello(cookie: cookie, random: 8, sequence: 1)
    #expect(decide(&gate, otherRandom, from: peer, at: 59).0 == .answer)
    let otherSuites = clientHello(cookie: cookie, sequence: 1, suites: "C0A8 C0A4")
    #expect(decide(&gate, otherSuites, from: peer, at: 59).0 == .answer)
    // And another server's secret makes other cookies.
    var other = try CookieGate<OpenSSLCrypto.SHA256>(secret: [UInt8](repeating: 1, count: 32).span)
    #expect(decide(&other, answer, from: peer, at: 59).0 == .answer)
  }

  //= rfc6347#4.2.1
  //= type=test
  //# If a server receives a ClientHello with an invalid cookie, it SHOULD treat it
  //# the same as a ClientHello with no cookie.
  @Test func anInvalidCookieIsAnsweredAsNone() throws {
    var gate = try CookieGate<OpenSSLCrypto.SHA256>(secret: secret.span)
    let (_, first) = decide(&gate, clientHello(), from: peer)
    for cookie in [[0], [UInt8](repeating: 0, count: 32), [UInt8](repeating: 9, count: 255)] {
      let (decision, answer) = decide(&gate, clientHello(cookie: cookie), from: peer)
      #expect(decision == .answer && answer == first)
    }
  }

  //= rfc6347#4.2.1
  //= type=test
  //# DTLS 1.2 server implementations SHOULD use DTLS version 1.0 regardless of
  //# the version of TLS that is expected to be negotiated.
  @Test func theAnswerHasTheHellosSequenceNumberAndTheOldVersion() throws {
    var gate = try CookieGate<OpenSSLCrypto.SHA256>(secret: secret.span)
    let (_, answer) = decide(&gate, clientHello(sequence: 5), from: peer)
    #expect(Array(answer[1...2]) == hex("FEFF") && Array(answer[25...26]) == hex("FEFF"))
    #expect(Array(answer[3..<11]) == hex("0000 000000000005"))
  }

  @Test func whateverElseComesIsIgnored() throws {
    var gate = try CookieGate<OpenSSLCrypto.SHA256>(secret: secret.span)
    let hello = clientHello()
    for count in 0..<hello.count {
      #expect(decide(&gate, Array(hello[..<count]), from: peer).0 == .ignore, "\(count) bytes")
    }
    var fragment = hello
    fragment[24] -= 1  // fragment_length
    #expect(decide(&gate, fragment, from: peer).0 == .ignore)
    var encrypted = hello
    encrypted[4] = 1  // epoch
    #expect(decide(&gate, encrypted, from: peer).0 == .ignore)
    #expect(decide(&gate, hello, from: peer, room: 59).0 == .ignore)
  }

  @Test func noAnswerIsLongerThanItsQuestion() throws {
    var gate = try CookieGate<OpenSSLCrypto.SHA256>(secret: secret.span)
    var random = SeededRandom(seed: 1)
    for _ in 0..<20_000 {
      var datagram = clientHello(cookie: random.bytes(Int.random(in: 0...40, using: &random)))
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let i = Int.random(in: 0..<datagram.count, using: &random)
        datagram[i] = UInt8.random(in: 0...255, using: &random)
      }
      let (decision, answer) = decide(&gate, datagram, from: peer)
      #expect(decision != .pass && answer.count <= datagram.count)
    }
  }
}
