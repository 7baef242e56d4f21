// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing

/// Whatever comes from the wire, the answer is a typed error or patience: never a trap,
/// never a connection.
@Suite struct HostileBytesTests {
  @Test(arguments: Engine.all, [TLSRole.client, .server])
  func randomBytesNeverConnect(engine: Engine, role: TLSRole) throws {
    var random = SeededRandom(seed: 7)
    let context = try engine.context(try role == .client ? .client() : .server())
    for round in 0..<100 {
      let endpoint = try context()
      _ = endpoint.departing()
      endpoint.handle(random.bytes(Int.random(in: 1...600, using: &random)))
      _ = endpoint.departing()
      endpoint.handleEnd()
      #expect(endpoint.error != nil && endpoint.connected == nil, "round \(round)")
      #expect(endpoint.error?.peer == role.peer)
    }
  }

  static let notTLS = [
    "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "220 mail.example ESMTP\r\n",
    "\u{20}\u{02}\u{00}\u{00}\u{20}\u{02}",
  ]

  @Test(arguments: Engine.all, notTLS)
  func aServerThatSpeaksSomethingElseIsSaidTo(engine: Engine, greeting: String) throws {
    let client = try fresh(engine, .client)
    _ = client.departing()
    client.handle(Array(greeting.utf8))
    #expect(client.error?.cause == .notTLS)
  }

  static let notTLSEither = [
    "GET / HTTP/1.1\r\nHost: broker.example\r\n\r\n", "POST /x HTTP/1.1\r\n\r\n",
    "\u{10}\u{0C}\u{00}\u{04}MQTT\u{04}\u{02}\u{00}\u{3C}\u{00}\u{00}",
  ]

  @Test(arguments: Engine.all, notTLSEither)
  func aClientThatSpeaksSomethingElseIsSaidTo(engine: Engine, request: String) throws {
    let server = try fresh(engine, .server)
    server.handle(Array(request.utf8))
    #expect(server.error?.cause == .notTLS)
  }

  /// A hello cut at every offset: patience, then a named end.
  @Test(arguments: Pairing.all)
  func aHelloCutAnywhereIsWaitedFor(pairing: Pairing) throws {
    let links = try pairing.links()
    let hello = try links().client.departing()
    for cut in hello.indices {
      let server = try links().server
      server.handle(Array(hello.prefix(cut)))
      #expect(server.error == nil && server.connected == nil, "cut at \(cut)")
      server.handleEnd()
      #expect(server.error == TLSError(.endedInHandshake, peer: .client))
    }
  }

  /// A server's answer that comes byte by byte, and never to its end.
  @Test(arguments: Pairing.all)
  func anAnswerCutAnywhereIsWaitedFor(pairing: Pairing) throws {
    let links = try pairing.links()
    let (client, answer) = flight(to: .client, try links())
    for (offset, byte) in answer.dropLast().enumerated() {
      client.handle([byte])
      #expect(client.error == nil && client.connected == nil, "offset \(offset)")
    }
    client.handleEnd()
    #expect(client.error == TLSError(.endedInHandshake, peer: .server))
  }

  /// The first flight of each side with one byte changed: no trap, and no connection that
  /// both believe in.
  @Test(arguments: Pairing.all, [TLSRole.server, .client])
  func aFlightChangedAnywhereConnectsNobody(pairing: Pairing, role: TLSRole) throws {
    let links = try pairing.links()
    let (_, sample) = flight(to: role, try links())
    for offset in sample.indices where offset < 120 || offset.isMultiple(of: 23) {
      let link = try links()
      var (endpoint, bytes) = flight(to: role, link)
      // A signature's length varies by a byte or two.
      guard offset < bytes.count else { break }
      bytes[offset] ^= [0x01, 0x80, 0xFF][offset % 3]
      endpoint.handle(bytes)
      link.settle()
      if link.client.connected != nil, link.server.connected != nil {
        // Only the outer version of a record may change: receivers ignore it, and
        // nothing covers it (RFC 8446, 5.1).
        #expect(isRecordVersion(offset, of: bytes), "offset \(offset)")
      } else if link.client.error == nil, link.server.error == nil {
        // It waits for a record or a message that now seems longer.
        endpoint.handleEnd()
        #expect(endpoint.error != nil, "offset \(offset)")
      }
    }
  }

  @Test(arguments: Pairing.all)
  func aRecordChangedAnywhereIsRefused(pairing: Pairing) throws {
    let links = try pairing.links()
    for offset in 0..<40 {
      let link = try links()
      link.settle()
      link.client.send([UInt8](repeating: 0x2A, count: 64))
      var record = link.client.departing()
      record[offset] ^= 0x40
      link.server.handle(record)
      let alert = link.server.departing()
      #expect(link.server.received.isEmpty, "offset \(offset)")
      guard offset >= 5 else { continue }
      #expect(link.server.error?.cause == .protocolViolation(.badRecord), "offset \(offset)")
      link.client.handle(alert)
      #expect(link.client.error?.cause == .peerAlert(Alert(code: 20)))
    }
  }

  @Test(arguments: Pairing.all)
  func aRecordHeardTwiceIsRefused(pairing: Pairing) throws {
    let link = try pairing.link()
    link.settle()
    link.client.send([1, 2, 3])
    let record = link.client.departing()
    link.server.handle(record)
    _ = link.server.departing()
    #expect(link.server.received == [1, 2, 3])
    link.server.handle(record)
    _ = link.server.departing()
    #expect(link.server.error?.cause == .protocolViolation(.badRecord))
    #expect(link.server.received == [1, 2, 3])
  }

  @Test(arguments: Pairing.all)
  func recordsInAnotherOrderAreRefused(pairing: Pairing) throws {
    let link = try pairing.link()
    link.settle()
    link.server.send([1])
    let first = link.server.departing()
    link.server.send([2])
    let second = link.server.departing()
    link.client.handle(second + first)
    _ = link.client.departing()
    #expect(link.client.error?.cause == .protocolViolation(.badRecord))
    #expect(link.client.received.isEmpty)
  }

  @Test(arguments: Pairing.all)
  func aRecordLongerThanAllowedIsRefused(pairing: Pairing) throws {
    let link = try pairing.link()
    link.settle()
    link.server.handle([23, 3, 3, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 0xFFFF))
    _ = link.server.departing()
    #expect(link.server.error?.cause == .protocolViolation(.recordTooLong))
  }
}

extension HostileBytesTests {
  private func fresh(_ engine: Engine, _ role: TLSRole) throws -> any Endpoint {
    try engine.connect(try role == .client ? .client() : .server())
  }

  /// The endpoint that waits for its peer's first flight, and that flight.
  private func flight(
    to role: TLSRole, _ link: Link
  ) -> (endpoint: any Endpoint, bytes: [UInt8]) {
    let hello = link.client.departing()
    if role == .server { return (link.server, hello) }
    link.server.handle(hello)
    return (link.client, link.server.departing())
  }

  private func isRecordVersion(_ offset: Int, of bytes: [UInt8]) -> Bool {
    var start = 0
    while start + 5 <= bytes.count {
      if offset == start + 1 || offset == start + 2 { return true }
      start += 5 + Int(bytes[start + 3]) << 8 + Int(bytes[start + 4])
    }
    return false
  }
}
