// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// Old machines on the way let TLS 1.3 through if it looks like 1.2 (RFC 8446, D.4).
@Suite struct DisguiseTests {
  static let pairings = Pairing.all.filter {
    $0.version == .tls13 && $0.client.abilities.contains(.plainHandshakes)
      && $0.server.abilities.contains(.plainHandshakes)
  }

  private func link(_ pairing: Pairing, isCompatible: Bool) throws -> Link {
    let setups = try pairing.setups()
    let more: @Sendable (inout TLSConfiguration) -> Void = {
      $0.isMiddleboxCompatible = isCompatible
    }
    let link = try pairing.link(setups.client.adding(more), setups.server.adding(more))
    link.settle()
    return link
  }

  static let changeCipherSpec: [UInt8] = [20, 3, 3, 0, 1, 1]

  @Test(arguments: pairings)
  func theDisguiseIsAnEmptyMessageAndASessionThatIsNone(pairing: Pairing) throws {
    let link = try link(pairing, isCompatible: true)
    #expect(link.client.connected != nil)
    #expect(link.toServer.contains(run: Self.changeCipherSpec))
    #expect(link.toClient.contains(run: Self.changeCipherSpec))
    // Behind record, message header, version and random: the length of legacy_session_id.
    #expect(link.toServer[5 + 4 + 2 + 32] == 32)
  }

  @Test(arguments: pairings)
  func withoutItBothSavePartOfAHandshake(pairing: Pairing) throws {
    let link = try link(pairing, isCompatible: false)
    #expect(link.client.connected != nil && link.server.connected != nil)
    #expect(!link.toServer.contains(run: Self.changeCipherSpec))
    #expect(!link.toClient.contains(run: Self.changeCipherSpec))
    #expect(link.toServer[5 + 4 + 2 + 32] == 0)
  }

  /// In 1.2 there is nothing to hide.
  @Test(arguments: Pairing.all)
  func theOlderVersionDoesNotMind(pairing: Pairing) throws {
    guard pairing.version == .tls12 else { return }
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.adding { $0.isMiddleboxCompatible = false },
      setups.server.adding { $0.isMiddleboxCompatible = false })
    link.settle()
    #expect(link.client.connected != nil && link.server.connected != nil)
  }
}
