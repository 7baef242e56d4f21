// SPDX-License-Identifier: Apache-2.0
import AttackLab
import Defences
import Foundation
import Testing

/// Each attack does harm to a server without its mitigation, and none to one that has it.
@Suite("Attacks", .serialized)
struct AttackTests {
  static let here: [Attack] = [.openBroker, .slowConnect, .slowHandshake]

  @Test("without the mitigation the attack does harm", arguments: here)
  func exposed(attack: Attack) async throws {
    let finding = try await attack.run(against: .exposed, program: "")
    #expect(finding.isHarm, "\(finding)")
  }

  @Test("with it the attack is held", arguments: here)
  func hardened(attack: Attack) async throws {
    let finding = try await attack.run(against: .hardened, program: "")
    #expect(finding.isHeld, "\(finding)")
    #expect(finding.tried > 0)
  }

  @Test("an open broker tells everything, and one that asks tells nothing")
  func openBroker() async throws {
    let open = try await Attack.openBroker.run(against: .exposed, program: "")
    #expect(open.secretsRead == open.tried)
    #expect(open.succeeded == open.tried)
    let closed = try await Attack.openBroker.run(against: .hardened, program: "")
    #expect(closed.secretsRead == 0)
    #expect(closed.succeeded == closed.tried)
  }

  @Test("forged packets are never sent where anybody else could receive them")
  func namespace() async {
    await #expect(throws: LabError.self) {
      try await Attack.coapAmplification.runInside(against: .hardened)
    }
  }
}
