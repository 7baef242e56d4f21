// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// Both could speak TLS 1.3, and somebody would like them not to.
@Suite struct TLS12DowngradeTests {
  static let both = TLSVersion.tls12...TLSVersion.tls13

  private func link(
    _ client: Party, _ server: Party, clientVersions: ClosedRange<TLSVersion> = both,
    serverVersions: ClosedRange<TLSVersion> = both, _ meddle: @escaping MeddledLink.Meddler
  ) throws -> MeddledLink {
    MeddledLink(
      client: try client.endpoint(
        TLS12.certificates(.client, versions: clientVersions), .client),
      server: try server.endpoint(
        TLS12.certificates(.server, versions: serverVersions), .server), meddle)
  }

  //= rfc8446#4.1.3
  //= type=test
  //# TLS 1.3 clients receiving a ServerHello indicating TLS 1.2 or below
  //# MUST check that the last 8 bytes are not equal to either of these
  //# values.
  @Test(arguments: [Party.book, .openssl])
  func aClientHearsTheConfession(server: Party) throws {
    let link = try link(.book, server) { flight, sender in
      if sender == .client { try flight.editClientHello { $0.supportedVersions = [] } }
    }
    try link.settle()
    #expect(link.client.error?.cause == .protocolViolation(.illegalParameter))
    #expect(link.client.error?.rule == "RFC 8446, 4.1.3")
    #expect(link.server.error?.cause == .peerAlert(Alert(code: 47)))
  }

  //= rfc8446#4.1.3
  //= type=test
  //# If negotiating TLS 1.2, TLS 1.3 servers MUST set the last 8 bytes of
  //# their Random value to the bytes:
  @Test func aServerConfesses() throws {
    for (versions, confesses) in [(Self.both, true), (.tls12 ... .tls12, false)] {
      var downgrade: TLSVersion?
      let link = try link(
        .openssl, .book, clientVersions: .tls12 ... .tls12, serverVersions: versions
      ) { flight, sender in
        if sender == .server { try flight.editServerHello { downgrade = $0.random.downgrade } }
      }
      try link.settle()
      #expect(link.server.connected?.version == .tls12 && link.client.connected != nil)
      #expect((downgrade == .tls12) == confesses)
    }
  }

  /// A server that knows no better has nothing to confess, and a client that offered no
  /// better does not mind.
  @Test(arguments: [Party.book, .openssl])
  func whoCannotDoBetterIsLeftInPeace(other: Party) throws {
    let old = TLSVersion.tls12...TLSVersion.tls12
    for (clients, servers) in [(Self.both, old), (old, Self.both)] {
      for (client, server) in [(Party.book, other), (other, .book)] {
        let link = try link(
          client, server, clientVersions: clients, serverVersions: servers
        ) { _, _ in }
        try link.settle()
        #expect(link.client.connected?.version == .tls12)
        #expect(link.server.connected?.version == .tls12)
      }
    }
  }

  //= rfc7507#3
  //= type=test
  //# If TLS_FALLBACK_SCSV appears in ClientHello.cipher_suites and the
  //# highest protocol version supported by the server is higher than
  //# the version indicated in ClientHello.client_version, the server
  //# MUST respond with a fatal inappropriate_fallback alert
  @Test(arguments: [Party.book, .openssl, .mbedtls])
  func aFallbackIsRefusedByWhoCouldDoBetter(client: Party) throws {
    let fallBack: MeddledLink.Meddler = { flight, sender in
      if sender == .client {
        try flight.editClientHello { $0.suites.append(CipherSuite(code: 0x5600)) }
      }
    }
    let old = TLSVersion.tls12...TLSVersion.tls12
    let better = try link(client, .book, clientVersions: old, fallBack)
    try better.settle()
    #expect(better.server.error?.cause == .protocolViolation(.fallback))
    #expect(better.client.error?.cause == .peerAlert(Alert(code: 86)))

    let same = try link(client, .book, clientVersions: old, serverVersions: old, fallBack)
    try same.settle()
    #expect(same.server.error?.cause != .protocolViolation(.fallback))
  }
}
