// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// In which group fresh keys are agreed on, and who may decide it.
@Suite struct GroupTests {
  static let groups = [NamedGroup.x25519, .secp256r1]

  /// mbedTLS 2.28 forgets the group when the handshake is over.
  private func expect(_ group: NamedGroup?, _ endpoint: any Endpoint, of engine: Engine) throws {
    let found = try #require(endpoint.connected).group
    #expect(engine.name == "mbedtls" ? found == nil : found == group)
  }

  /// In TLS 1.2 the list speaks of certificates too (RFC 8422, 5.1), and ours lie on P-256.
  @Test(arguments: Pairing.all, groups)
  func theFirstGroupThatBothHaveIsTaken(pairing: Pairing, group: NamedGroup) throws {
    let setups = try pairing.setups()
    let others = Self.groups.filter { $0 != group }
    let link = try pairing.link(
      setups.client.adding { $0.groups = [group] + others },
      setups.server.adding { $0.groups = [group] + others })
    link.settle()
    #expect(link.client.error == nil && link.server.error == nil)
    try expect(group, link.client, of: pairing.client)
    try expect(group, link.server, of: pairing.server)
  }

  /// The client guessed wrong, and is asked once more (RFC 8446, 4.1.4).
  @Test(arguments: Pairing.all)
  func aServerThatHasOnlyTheSecondIsReached(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.adding { $0.groups = [.x25519, .secp256r1] },
      setups.server.adding { $0.groups = [.secp256r1] })
    link.settle()
    #expect(link.client.error == nil && link.server.error == nil)
    try expect(.secp256r1, link.client, of: pairing.client)
  }

  @Test(arguments: Pairing.all)
  func noCommonGroupConnectsNobody(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.adding { $0.groups = [.secp256r1] },
      setups.server.adding { $0.groups = [.x25519] })
    link.settle()
    #expect(link.client.connected == nil && link.server.connected == nil)
    // What is missing in 1.2 is a suite that could be used without a group.
    let cause = link.server.error?.cause
    #expect(
      [.nothingInCommon(.group), .nothingInCommon(.suite)].contains(cause), "\(cause as Any)")
    #expect(link.client.error?.cause == .peerAlert(Alert(code: 40)))
  }

  @Test(arguments: Engine.all)
  func aGroupThatNobodyHasIsRefusedAtHome(engine: Engine) throws {
    let setup = try Setup.client().adding { $0.groups = [NamedGroup(code: 0x0011)] }
    #expect(throws: TLSError(.configuration(.groups))) { try engine.connect(setup) }
  }
}
