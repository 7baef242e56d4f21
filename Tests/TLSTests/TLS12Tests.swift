// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing

/// The book's TLS 1.2 against everybody else's, in every suite that both have.
@Suite struct TLS12Tests {
  /// A client and a server, one of whom at least is the book's.
  struct Pair: Sendable, CustomTestStringConvertible {
    let client, server: Party

    static let all = Party.allCases.flatMap { other in
      [Pair(client: .book, server: other), Pair(client: other, server: .book)]
    }

    var testDescription: String { "\(client.rawValue) to \(server.rawValue)" }

    func has(_ suite: UInt16) -> Bool { TLS12.has(suite, client) && TLS12.has(suite, server) }
  }

  private func talk(_ link: Link, _ suite: UInt16) throws {
    link.settle()
    #expect(link.client.error == nil)
    #expect(link.server.error == nil)
    let client = try #require(link.client.connected)
    let server = try #require(link.server.connected)
    #expect(client.version == .tls12 && server.version == .tls12)
    #expect(client.suite.code == suite && server.suite.code == suite)
    var random = SeededRandom(seed: 9)
    let (up, down) = (random.bytes(20_000), random.bytes(300))
    link.client.send(up)
    link.server.send(down)
    link.settle()
    #expect(link.server.received == up && link.client.received == down)
    link.client.close()
    link.settle()
    #expect(link.server.isClosed && link.server.error == nil)
  }

  @Test(arguments: Pair.all, TLS12.certificateSuites)
  func withCertificates(pair: Pair, suite: UInt16) throws {
    guard pair.has(suite) else { return }
    for isMutual in [true, false] {
      let link = Link(
        client: try pair.client.endpoint(
          TLS12.certificates(.client, suites: [suite], isMutual: isMutual), .client),
        server: try pair.server.endpoint(
          TLS12.certificates(.server, suites: [suite], isMutual: isMutual), .server),
        splits: .random(seed: UInt64(suite)))
      try talk(link, suite)
      let pki = try PKI.shared.get()
      #expect(link.client.connected?.peerCertificate == pki.server.chain[0])
      #expect(link.server.connected?.peerCertificate == (isMutual ? pki.device.chain[0] : []))
    }
  }

  //= rfc7627#5.2
  //= type=test
  //# If a server implementing this document receives the
  //# "extended_master_secret" extension, it MUST include the extension in
  //# its ServerHello message.
  //= rfc5746#3.6
  //= type=test
  //# If the secure_renegotiation flag is set to TRUE, the server MUST
  //# include an empty "renegotiation_info" extension in the ServerHello
  //# message.
  @Test(arguments: [Party.book, .openssl, .mbedtls])
  func aServerAnswersWhatMendsTLS12(client: Party) throws {
    var hello: ServerHello?
    let link = MeddledLink(
      client: try client.endpoint(TLS12.certificates(.client), .client),
      server: try Party.book.endpoint(TLS12.certificates(.server), .server)
    ) { flight, sender in
      if sender == .server { try flight.editServerHello { hello = $0 } }
    }
    try link.settle()
    let answer = try #require(hello)
    #expect(answer.extendedMasterSecret && answer.renegotiationInfo == [])
    #expect(answer.sessionID.isEmpty && answer.selectedVersion == nil)
  }

  @Test(arguments: Pair.all, TLS12.keySuites)
  func withKeysThatWereSharedBefore(pair: Pair, suite: UInt16) throws {
    guard pair.has(suite) else { return }
    let link = Link(
      client: try pair.client.endpoint(TLS12.keys(suites: [suite]), .client),
      server: try pair.server.endpoint(TLS12.keys(suites: [suite]), .server),
      splits: .every(1))
    try talk(link, suite)
    #expect(link.client.connected?.identity == TLS12.identity)
    #expect(link.server.connected?.identity == TLS12.identity)
  }

  /// What one stolen key opens years later is chosen by nobody who has not listed it.
  @Test func aBareKeyIsNoSuiteOfOurs() throws {
    let hello = try Party.book.endpoint(TLS12.keys(suites: []), .client).departing()
    let items = PlainFlight(hello, isSealed: false).items
    guard case .message(let message) = items[0] else { return }
    let body = Array(message.dropFirst(4))
    let suites = try ClientHello(reading: body.span).suites
    #expect(!suites.isEmpty && suites.allSatisfy { $0.code != 0x00A8 && $0.name != nil })
  }

  @Test(arguments: Pair.all)
  func theServersOrderDecides(pair: Pair) throws {
    let link = Link(
      client: try pair.client.endpoint(
        TLS12.certificates(.client, suites: [0xC02B, 0xC02C, 0xC0AC]), .client),
      server: try pair.server.endpoint(
        TLS12.certificates(.server, suites: [0xC0AC, 0xC02B]), .server), splits: .none)
    try talk(link, 0xC0AC)
  }

  @Test(arguments: Pair.all)
  func anApplicationProtocolIsChosen(pair: Pair) throws {
    var client = try TLS12.certificates(.client)
    client.applicationProtocols = [Array("http/1.1".utf8), Array("mqtt".utf8)]
    var server = try TLS12.certificates(.server)
    server.applicationProtocols = [Array("mqtt".utf8), Array("http/1.1".utf8)]
    let link = Link(
      client: try pair.client.endpoint(client, .client),
      server: try pair.server.endpoint(server, .server), splits: .none)
    link.settle()
    #expect(link.client.connected?.applicationProtocol == Array("mqtt".utf8))
    #expect(link.server.connected?.applicationProtocol == Array("mqtt".utf8))
  }

  @Test(arguments: Pair.all)
  func noCommonProtocolConnectsNobody(pair: Pair) throws {
    var client = try TLS12.certificates(.client)
    client.applicationProtocols = [Array("mqtt".utf8)]
    var server = try TLS12.certificates(.server)
    server.applicationProtocols = [Array("coap".utf8)]
    let link = Link(
      client: try pair.client.endpoint(client, .client),
      server: try pair.server.endpoint(server, .server), splits: .none)
    link.settle()
    #expect(link.server.error?.cause == .nothingInCommon(.applicationProtocol))
    #expect(link.client.error?.cause == .peerAlert(Alert(code: 120)))
  }

  @Test(arguments: Pair.all)
  func aWrongKeyConnectsNobody(pair: Pair) throws {
    let link = Link(
      client: try pair.client.endpoint(
        TLS12.keys(suites: [0x00A8], key: TLS12.key(seed: 8)), .client),
      server: try pair.server.endpoint(TLS12.keys(suites: [0x00A8]), .server), splits: .none)
    link.settle()
    #expect(link.client.connected == nil && link.server.connected == nil)
    #expect(link.server.error?.cause == .protocolViolation(.badRecord))
    #expect(link.client.error?.cause == .peerAlert(Alert(code: 20)))
  }

  /// In two groups, and one of them at a time.
  @Test(arguments: Pair.all, [NamedGroup.x25519, .secp256r1])
  func inEachGroup(pair: Pair, group: NamedGroup) throws {
    var client = try TLS12.certificates(.client, suites: [0xC02B])
    var server = try TLS12.certificates(.server, suites: [0xC02B])
    client.groups = group == .x25519 ? [.x25519, .secp256r1] : [.secp256r1]
    // To a library a group is also one that certificates may be on.
    server.groups = client.groups
    let link = Link(
      client: try pair.client.endpoint(client, .client),
      server: try pair.server.endpoint(server, .server), splits: .none)
    try talk(link, 0xC02B)
    if pair.client == .book { #expect(link.client.connected?.group == group) }
    if pair.server == .book { #expect(link.server.connected?.group == group) }
  }
}
