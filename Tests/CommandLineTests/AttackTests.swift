// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

@Suite("things attack")
struct AttackTests {
  private struct Finding: Decodable {
    var tried, succeeded, secretsRead, bytesSpent, bytesAimed: Int
    var amplification: Double { Double(bytesAimed) / Double(bytesSpent) }
  }

  /// Whether this machine lets us make a network namespace; CI must.
  static let hasNamespaces: Bool = {
    let root = try? run("/usr/bin/env", ["unshare", "--net", "true"])
    let user = try? run("/usr/bin/env", ["unshare", "--user", "--map-root-user", "--net", "true"])
    return root?.status == 0 || user?.status == 0
      || ProcessInfo.processInfo.environment["CI"] != nil
  }()

  @Test("every attack is on the list")
  func list() throws {
    let listed = try run(Things.path, ["attack", "list"])
    #expect(listed.status == 0)
    for name in ["open-broker", "slow-connect", "slow-handshake", "coap-amplification"] {
      #expect(listed.outputText.contains(name))
    }
  }

  @Test(
    "without a budget a CoAP server multiplies a forged question by more than ten",
    .enabled(if: hasNamespaces, "this system lets us make no network namespace"))
  func amplification() throws {
    let finding = try measure("exposed")
    #expect(finding.amplification > 10)
    #expect(finding.succeeded == finding.tried)
  }

  @Test(
    "with it, by three at most, and the honest are served",
    .enabled(if: hasNamespaces, "this system lets us make no network namespace"))
  func amplificationHeld() throws {
    let finding = try measure("hardened")
    #expect(finding.amplification <= 3)
    #expect(finding.bytesAimed > 0)
    #expect(finding.tried > 0 && finding.succeeded == finding.tried)
  }

  private func measure(_ stance: String) throws -> Finding {
    let ran = try run(
      Things.path, ["attack", "run", "coap-amplification", "--against", stance, "--json"])
    #expect(ran.status == 0, "\(ran.errorText)")
    return try JSONDecoder().decode(Finding.self, from: Data(ran.outputText.utf8))
  }

  @Test("the part that forges packets refuses to run outside of its namespace")
  func insideOutside() throws {
    let ran = try run(
      Things.path, ["attack", "inside", "coap-amplification", "--against", "exposed"])
    #expect(ran.status != 0)
    #expect(ran.errorText.contains("things attack run"))
    #expect(ran.outputText.isEmpty)
  }

  @Test("an attack or a stance that does not exist is named")
  func unknown() throws {
    let attack = try run(Things.path, ["attack", "run", "teardrop", "--against", "exposed"])
    #expect(attack.status == 64 && attack.errorText.contains("slow-connect"))
    let stance = try run(Things.path, ["attack", "run", "open-broker", "--against", "nobody"])
    #expect(stance.status == 64 && stance.errorText.contains("hardened"))
  }
}
