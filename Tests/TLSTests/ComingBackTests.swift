// SPDX-License-Identifier: Apache-2.0
import Primitives
import TLS
import Testing

/// Tickets of our own server.
struct ComingBackTests {
  let vault = TestVault(lifetime: 600)

  private func server(
    lifetime: UInt32 = 600,
    _ change: @escaping @Sendable (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> BookSide {
    try BookSide(
      Setup.server().adding {
        $0.resumption = .tickets(lifetime: lifetime)
        change(&$0)
      }, vault.sealer)
  }

  private func client(
    _ change: @escaping @Sendable (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> BookSide {
    try BookSide(
      Setup.client().adding {
        $0.resumption = .tickets(lifetime: 600)
        change(&$0)
      })
  }

  private func meet(
    _ client: BookSide, _ server: BookSide, resuming session: TLSSession? = nil, later: Int64 = 0
  ) throws -> (client: BookPeer, server: BookPeer) {
    let (client, server) = (
      try client.connect(resuming: session, later: later), try server.connect(later: later)
    )
    settle(client, server)
    return (client, server)
  }

  @Test func isStillKnown() throws {
    let (client, server) = (try client(), try server())
    let first = try meet(client, server)
    let certificate = try #require(first.server.connected?.peerCertificate)
    #expect(!certificate.isEmpty)
    #expect(first.client.sessions.count == 1)

    var session = first.client.sessions.first
    for _ in 0..<3 {
      let again = try meet(client, server, resuming: session)
      #expect(again.server.connected?.isResumed == true)
      #expect(again.client.connected?.isResumed == true)
      #expect(again.server.connected?.peerCertificate == certificate)
      session = again.client.sessions.first
      #expect(session != nil)
    }
  }

  @Test(arguments: [(0, true), (599, true), (601, false), (100_000, false)] as [(Int64, Bool)])
  func aTicketGetsStale(age: Int64, isGood: Bool) throws {
    let (client, server) = (try client(), try server())
    let session = try meet(client, server).client.sessions.first
    let again = try meet(client, server, resuming: session, later: age)
    #expect(again.server.connected?.isResumed == (age < 86_400 ? isGood : nil))
  }

  //= rfc8446#4.6.1
  //= type=test
  //# Clients MUST NOT cache
  //# tickets for longer than 7 days, regardless of the ticket_lifetime,
  //# and MAY delete tickets earlier based on local policy.
  @Test(arguments: [(604_799, true), (604_800, false)] as [(Int64, Bool)])
  func aWeekIsTheLongestWhateverTheTicketSays(age: Int64, isOffered: Bool) throws {
    let client = try client()
    let session = try #require(try meet(client, try server()).client.sessions.first)
    var bytes = bytes(of: session.bytes)
    // Behind the form and the suite stands the lifetime.
    for i in 3..<7 { bytes[i] = 0xFF }
    let endless = TLSSession(Secret(copying: bytes.span))
    let hello = try client.connect(resuming: endless, later: age).departing()
    let message = try HandshakeMessage(hello.span.extracting(5...))
    #expect((try ClientHello(reading: message.body).preSharedKeys != nil) == isOffered)
  }

  /// However often it comes back, its certificate ends when it ends.
  @Test func doesNotOutliveItsCertificate() throws {
    let vault = TestVault(lifetime: 604_800)
    let server = try BookSide(
      Setup.server().adding { $0.resumption = .tickets(lifetime: 604_800) }, vault.sealer)
    let client = try client()
    let session = try meet(client, server).client.sessions.first
    let day = try meet(client, server, resuming: session, later: PKI.day - 1)
    #expect(day.server.connected?.isResumed == true)
    let after = try meet(client, server, resuming: session, later: PKI.day + 10)
    #expect(after.server.connected == nil)
  }

  /// As nginx had to learn in 2025: what lets into the one must not let into the other.
  @Test func countsOnlyUnderItsOwnRules() throws {
    let client = try client()
    let session = try meet(client, try server()).client.sessions.first
    let stranger = try PKI.shared.get().strangeServer.chain[0]
    let other = try server { $0.roots.append(stranger) }
    let again = try meet(client, other, resuming: session)
    #expect(again.server.connected?.isResumed == false)
    #expect(again.server.connected?.peerCertificate.isEmpty == false)

    let open = try server { $0.clientCertificate = .none }
    let anonymous = try BookSide(
      Setup.client().with(\.identity, nil).adding { $0.resumption = .tickets(lifetime: 600) })
    let ticket = try meet(anonymous, open).client.sessions.first
    #expect(ticket != nil)
    let refused = try meet(anonymous, try server(), resuming: ticket)
    #expect(refused.server.error?.cause == .certificateRequired)
  }

  @Test func aForgedTicketIsNone() throws {
    let (client, server) = (try client(), try server())
    let session = try meet(client, server).client.sessions.first
    let stranger = try BookSide(
      Setup.server().adding { $0.resumption = .tickets(lifetime: 600) }, TestVault().sealer)
    let again = try meet(client, stranger, resuming: session)
    #expect(again.server.connected?.isResumed == false)
    #expect(again.client.connected?.isResumed == false)
  }

  //= rfc8446#4.2.11
  //# Prior to accepting PSK key establishment, the server MUST validate
  //# the corresponding binder value (see Section 4.2.11.2 below).
  @Test func aWrongBinderEndsIt() throws {
    let (client, server) = (try client(), try server())
    let session = try meet(client, server).client.sessions.first
    for i in [1, 16, 32] {
      let (client, server) = (try client.connect(resuming: session), try server.connect())
      var hello = client.departing()
      hello[hello.count - i] ^= 1
      server.handle(hello)
      #expect(server.error?.cause == .protocolViolation(.badProof))
      #expect(server.error?.cause.alert == Alert(code: 51))
    }
    // Whatever stands before it is covered by it: here, the random.
    let (other, asked) = (try client.connect(resuming: session), try server.connect())
    var hello = other.departing()
    hello[20] ^= 1
    asked.handle(hello)
    #expect(asked.error?.cause == .protocolViolation(.badProof))
  }

  @Test func needsAVault() throws {
    #expect(throws: TLSError(.configuration(.resumption))) {
      try BookSide(Setup.server().adding { $0.resumption = .tickets(lifetime: 600) })
    }
    #expect(throws: TLSError(.configuration(.cookie))) {
      try BookSide(Setup.server().adding { $0.asksForCookie = true })
    }
    #expect(throws: TLSError(.configuration(.earlyData))) {
      try BookSide(
        Setup.server().adding {
          $0.resumption = .tickets(lifetime: 600)
          $0.maximumEarlyData = 100
        }, vault.sealer)
    }
  }

  @Test(arguments: [true, false])
  func sharedKeysGiveTicketsToo(alone: Bool) throws {
    @Sendable func shared(_ configuration: inout TLSConfiguration) {
      configuration.preSharedKeys = [
        PreSharedKey(identity: [7], key: Secret(copying: [UInt8](repeating: 9, count: 32).span))
      ]
      if alone { configuration.preSharedKeyModes = .alone }
      configuration.resumption = .tickets(lifetime: 600)
      configuration.versions = .tls13 ... .tls13
    }
    let client = try BookSide(
      Setup(role: .client, identity: nil, roots: []).adding { shared(&$0) })
    let server = try BookSide(
      Setup(role: .server, identity: nil, roots: []).adding { shared(&$0) }, vault.sealer)
    let first = try meet(client, server)
    #expect(first.server.connected?.identity == [7])
    #expect((first.server.connected?.group == nil) == alone)
    let again = try meet(client, server, resuming: first.client.sessions.first)
    #expect(again.server.connected?.identity == [7])
    #expect(again.server.connected?.isResumed == true)
  }
}

private func bytes(of secret: borrowing Secret) -> [UInt8] { [UInt8](copying: secret.bytes) }
