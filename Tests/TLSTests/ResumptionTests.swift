// SPDX-License-Identifier: Apache-2.0
import Primitives
import TLS
import Testing

/// To come back with a session costs no certificate and no signature, and proves as much.
@Suite struct ResumptionTests {
  /// Both sides' contexts, for as many connections as a test wants.
  struct Peers {
    let client, server: (TLSSession?) throws -> any Endpoint

    func link(resuming session: TLSSession? = nil, splits: Splits = .none) throws -> Link {
      let link = Link(client: try client(session), server: try server(nil), splits: splits)
      link.settle()
      return link
    }
  }

  static let pairings = Pairing.all.filter {
    $0.client.abilities.contains(.resumption) && $0.server.abilities.contains(.resumption)
      // The book's engine leaves the tickets of 1.2 out.
      && ($0.version == .tls13 || !($0.client.isBooks || $0.server.isBooks))
  }

  private func peers(
    _ pairing: Pairing, client: (Setup) -> Setup = { $0 }, server: (Setup) -> Setup = { $0 }
  ) throws -> Peers {
    let setups = try pairing.setups()
    let resumes: @Sendable (inout TLSConfiguration) -> Void = {
      $0.resumption = .tickets(lifetime: 3600)
    }
    return Peers(
      client: try pairing.client.peers(client(setups.client.adding(resumes))),
      server: try pairing.server.peers(server(setups.server.adding(resumes))))
  }

  @Test(arguments: pairings, [Splits.none, .every(1)])
  func whoComesBackIsKnownOnBothSides(pairing: Pairing, splits: Splits) throws {
    let pki = try PKI.shared.get()
    let peers = try peers(pairing)
    let first = try peers.link()
    #expect(try #require(first.client.connected).isResumed == false)
    #expect(try #require(first.server.connected).isResumed == false)
    let session = try #require(first.client.sessions.first)
    #expect(first.server.sessions.isEmpty)

    let second = try peers.link(resuming: session, splits: splits)
    let client = try #require(second.client.connected)
    let server = try #require(second.server.connected)
    #expect(client.isResumed && server.isResumed)
    #expect(client.version == pairing.version && server.version == pairing.version)
    #expect(client.peerCertificate == pki.server.chain[0])
    #expect(server.peerCertificate == pki.device.chain[0])
    // Nobody has shown a certificate.
    let certificates = pki.server.chain[0].count
    #expect(second.toClient.count + certificates < first.toClient.count)
    second.client.send([1, 2, 3])
    second.server.send([4])
    second.settle()
    #expect(second.server.received == [1, 2, 3] && second.client.received == [4])
    #expect(second.client.error == nil && second.server.error == nil)
  }

  /// Forward secrecy is kept in 1.3: a fresh key is agreed on beside the old one.
  @Test(arguments: pairings)
  func onlyTheNewerVersionAgreesAnew(pairing: Pairing) throws {
    let peers = try peers(pairing)
    let session = try #require(try peers.link().client.sessions.first)
    let group = try peers.link(resuming: session).client.connected?.group
    #expect((group != nil) == (pairing.version == .tls13))
  }

  /// A server that was started anew has other keys, and the client is not turned away.
  @Test(arguments: pairings)
  func aTicketThatNobodyCanOpenMeansAllAnew(pairing: Pairing) throws {
    let session = try #require(try peers(pairing).link().client.sessions.first)
    let link = try peers(pairing).link(resuming: session)
    #expect(try #require(link.client.connected).isResumed == false)
    #expect(try #require(link.server.connected).isResumed == false)
    #expect(link.client.error == nil && link.server.error == nil)
  }

  @Test(arguments: pairings, [TLSRole.client, .server])
  func whoDoesNotWantItHasNone(pairing: Pairing, role: TLSRole) throws {
    let refuses: (Setup) -> Setup = { $0.adding { $0.resumption = .none } }
    let peers =
      try role == .client
      ? peers(pairing, client: refuses) : peers(pairing, server: refuses)
    let link = try peers.link()
    #expect(link.client.connected != nil && link.server.connected != nil)
    #expect(link.client.sessions.isEmpty && link.server.sessions.isEmpty)
  }

  /// Antoine Delignat-Lavaud's virtual host confusion (2014) began with a session that was
  /// made for one name and came back under another.
  @Test(arguments: pairings)
  func aSessionIsGoodForOneNameOnly(pairing: Pairing) throws {
    let session = try #require(try peers(pairing).link().client.sessions.first)
    let other = try peers(
      pairing, client: { $0.with(\.expectedName, .dns(Array("other.example".utf8))) })
    #expect(throws: TLSError(.configuration(.session))) {
      _ = try other.client(session)
    }
  }

  @Test(arguments: pairings)
  func onlyAnEnginesOwnSessionIsTaken(pairing: Pairing) throws {
    let peers = try peers(pairing)
    let session = try #require(try peers.link().client.sessions.first)
    let refusal = TLSError(.configuration(.session))
    for cut in [0, 1, 8, 40] {
      let piece = TLSSession(prefix(of: session.bytes, cut))
      #expect { try peers.client(piece) } throws: {
        ($0 as? TLSError)?.cause == refusal.cause
      }
    }
    // A server has none, and neither has a client that keeps none.
    #expect { try peers.server(session) } throws: { ($0 as? TLSError)?.cause == refusal.cause }
    let without = try pairing.client.peers(try pairing.setups().client)
    #expect { try without(session) } throws: { ($0 as? TLSError)?.cause == refusal.cause }
    // The book's sessions are the same, whichever provider it was over.
    for engine in Engine.all
    where engine.name != pairing.client.name && !(engine.isBooks && pairing.client.isBooks) {
      let other = try engine.peers(
        try Setup.client().adding { $0.resumption = .tickets(lifetime: 60) })
      #expect { try other(session) } throws: { ($0 as? TLSError)?.cause == refusal.cause }
    }
  }

  /// A server that asks nobody for a certificate has nothing to remember of its clients.
  @Test(arguments: pairings)
  func aClientWithoutCertificateComesBackToo(pairing: Pairing) throws {
    let peers = try peers(
      pairing, server: { $0.with(\.clientCertificate, .none).with(\.roots, []) })
    let session = try #require(try peers.link().client.sessions.first)
    let link = try peers.link(resuming: session)
    #expect(try #require(link.server.connected).isResumed)
    #expect(try #require(link.server.connected).peerCertificate.isEmpty)
  }

  /// Chapter 05 has judged the first time; a session carries its verdict along.
  @Test(arguments: pairings)
  func aVerdictOfChapter05ComesBackWithTheSession(pairing: Pairing) throws {
    let judged: (Setup) -> Setup = { $0.adding { $0.verification = .chapter05 } }
    let peers = try peers(pairing, client: judged, server: judged)
    let session = try #require(try peers.link().client.sessions.first)
    let link = try peers.link(resuming: session)
    #expect(try #require(link.client.connected).isResumed)
    #expect(try #require(link.server.connected).isResumed)
  }
}

private func prefix(of secret: borrowing Secret, _ length: Int) -> Secret {
  Secret(copying: secret.bytes.extracting(0..<min(length, secret.count)))
}
