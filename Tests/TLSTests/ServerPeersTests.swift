// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// What our server asks of clients that others wrote too.
struct ServerPeersTests {
  static let clients = Engine.all.filter { $0.versions.contains(.tls13) }
  static let splits: [Splits] = [.none, .every(1), .every(7), .random(seed: 6)]

  private func meet(
    _ client: Engine, _ server: BookSide, _ splits: Splits,
    _ change: @escaping @Sendable (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> Link {
    let setup = try Setup.client().with(\.versions, .tls13 ... .tls13).adding(change)
    let link = Link(
      client: try client.connect(setup), server: try server.connect(), splits: splits)
    link.settle()
    return link
  }

  @Test(arguments: clients, splits)
  func aCookie(client: Engine, splits: Splits) throws {
    for group in [NamedGroup.x25519, .secp256r1] {
      let server = try BookSide(
        Setup.server().adding {
          $0.asksForCookie = true
          $0.groups = [group]
        }, TestVault().sealer)
      let link = try meet(client, server, splits)
      #expect(link.server.connected?.group == group)
      #expect(link.client.connected != nil)
      link.client.send([1, 2, 3])
      link.settle()
      #expect(link.server.received == [1, 2, 3])
    }
  }

  @Test(arguments: clients, splits)
  func aTicketOfManyReturns(client: Engine, splits: Splits) throws {
    let server = try BookSide(
      Setup.server().adding { $0.resumption = .tickets(lifetime: 600) }, TestVault().sealer)
    let setup = try Setup.client().with(\.versions, .tls13 ... .tls13)
      .adding { $0.resumption = .tickets(lifetime: 600) }
    let peers = try client.peers(setup)
    var session: TLSSession?
    for round in 0..<3 {
      let link = Link(
        client: try peers(session), server: try server.connect(), splits: splits)
      link.settle()
      #expect(link.server.connected?.isResumed == (round > 0))
      #expect(link.server.connected?.peerCertificate.isEmpty == false)
      let last = try #require(link.client.sessions.last)
      session = last
    }
  }

  /// A client that cannot do AES quickly says so by its order.
  @Test(arguments: clients)
  func chaChaForWhoPutsItFirst(client: Engine) throws {
    let server = try BookSide(Setup.server())
    let theirs = try meet(client, server, .none) {
      $0.suites = [0x1303, 0x1301].map { CipherSuite(code: $0) }
    }
    #expect(theirs.server.connected?.suite == CipherSuite(code: 0x1303))
    let ours = try meet(client, server, .none) {
      $0.suites = [0x1302, 0x1301].map { CipherSuite(code: $0) }
    }
    #expect(ours.server.connected?.suite == CipherSuite(code: 0x1301))
  }

  @Test(arguments: clients.filter { $0.abilities.contains(.earlyData) })
  func earlyData(client: Engine) throws {
    let register = TestRegister()
    let server = try BookSide(
      Setup.server().adding {
        $0.resumption = .tickets(lifetime: 600)
        $0.maximumEarlyData = 1000
      }, TestVault().sealer, register.filter)
    let setup = try Setup.client().with(\.versions, .tls13 ... .tls13).adding {
      $0.resumption = .tickets(lifetime: 600)
      $0.maximumEarlyData = 1000
    }
    let peers = try client.peers(setup)
    let first = Link(client: try peers(nil), server: try server.connect(), splits: .none)
    first.settle()
    let session = try #require(first.client.sessions.last)
    for isTaken in [true, false] {
      let link = Link(
        client: try peers(session), server: try server.connect(), splits: .every(11))
      link.client.send(early: [1, 2, 3])
      if !isTaken { register.now = .init(nanoseconds: 0) }
      link.settle()
      #expect(link.server.receivedEarly == (isTaken ? [1, 2, 3] : []))
      #expect(link.server.connected?.isEarlyDataAccepted == isTaken)
      #expect(link.server.error == nil && link.client.error == nil)
    }
  }
}
