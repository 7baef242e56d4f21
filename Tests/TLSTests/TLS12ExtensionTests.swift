// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import TLS
import Testing

/// What can be asked for beside a handshake of TLS 1.2: an authority's word, and short records.
@Suite struct TLS12ExtensionTests {
  enum Word: CaseIterable { case good, revoked, none }

  /// Those that staple: the book's, and one library's.
  static let staplers: [(Party, Party)] = [
    (.book, .book), (.book, .openssl), (.openssl, .book), (.bookOnMbedTLS, .book),
  ]

  @Test(arguments: staplers, Word.allCases)
  func aStapledWordCounts(parties: (Party, Party), word: Word) throws {
    let pki = try RevocationPKI.shared.get()
    var client = try TLS12.certificates(.client, isMutual: false)
    client.roots = [pki.root.der]
    client.verification = .chapter05
    client.revocation = RevocationPolicy(.endEntity)
    var server = try TLS12.certificates(.server, isMutual: false)
    server.chain = pki.server.chain
    let key = pki.server.privateKey
    server.privateKey = Secret(copying: key.span)
    if word != .none {
      server.stapledResponse = try pki.answer(about: pki.server, isRevoked: word == .revoked)
    }
    let link = Link(
      client: try parties.0.endpoint(client, .client),
      server: try parties.1.endpoint(server, .server), splits: .every(7))
    link.settle()
    switch word {
    case .good: #expect(link.client.connected != nil && link.server.connected != nil)
    case .revoked, .none:
      let fault: CertificateFault = word == .none ? .revocationUnknown : .revoked
      guard case .certificate(fault, depth: 0, _)? = link.client.error?.cause else {
        Issue.record("\(link.client.error as Any)")
        return
      }
      #expect(link.client.connected == nil && link.server.connected == nil)
    }
  }

  /// A server may promise an answer and not give it, which is no better than never to have
  /// promised.
  @Test func aPromiseThatIsNotKept() throws {
    let pki = try RevocationPKI.shared.get()
    for demand in [RevocationDemand.endEntity, .ifKnown] {
      var client = try TLS12.certificates(.client, isMutual: false)
      client.roots = [pki.root.der]
      client.revocation = RevocationPolicy(demand)
      var server = try TLS12.certificates(.server, isMutual: false)
      server.chain = pki.server.chain
      let key = pki.server.privateKey
      server.privateKey = Secret(copying: key.span)
      server.stapledResponse = try pki.answer(about: pki.server, isRevoked: false)
      let link = MeddledLink(
        client: try Party.book.endpoint(client, .client),
        server: try Party.book.endpoint(server, .server)
      ) { flight, _ in flight.drop(.certificateStatus) }
      try link.settle()
      #expect(link.client.connected == nil)
      if demand == .endEntity {
        guard case .certificate(.revocationUnknown, _, _)? = link.client.error?.cause else {
          Issue.record("\(link.client.error as Any)")
          return
        }
      }
    }
  }

  /// In TLS 1.2 a limit counts the plaintext alone (RFC 8449, 4); an AEAD adds 24 bytes.
  @Test(arguments: [64, 100, 1000])
  func recordsAreAsShortAsTheyAreWanted(limit: Int) throws {
    var client = try TLS12.certificates(.client, suites: [0xC02B])
    client.recordSizeLimit = limit
    let link = Link(
      client: try Party.book.endpoint(client, .client),
      server: try Party.book.endpoint(
        TLS12.certificates(.server, suites: [0xC02B]), .server), splits: .none)
    link.settle()
    #expect(link.client.connected != nil && link.server.connected != nil)
    let before = link.toClient.count
    let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
    link.server.send(bytes)
    link.client.send(bytes)
    link.settle()
    #expect(link.client.received == bytes && link.server.received == bytes)
    var rest = link.toClient[before...]
    var lengths: [Int] = []
    while rest.count >= 5 {
      let length = Int(rest[rest.startIndex + 3]) << 8 | Int(rest[rest.startIndex + 4])
      lengths.append(length - 24)
      rest = rest.dropFirst(5 + length)
    }
    #expect(lengths.max() == limit && rest.isEmpty)
  }
}
