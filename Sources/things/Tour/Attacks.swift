// SPDX-License-Identifier: Apache-2.0
import AttackLab
import Defences
import Foundation

/// Three attacks, each against a server without its mitigation and one with it.
struct Attacks {
  static let shown: [Attack] = [.openBroker, .slowHandshake, .coapAmplification]

  func run() async throws -> [TourPage.Attack] {
    var rows: [TourPage.Attack] = []
    for attack in Self.shown {
      Terminal.say("\("\(attack.rawValue)".bold): \(attack.summary)")
      do {
        let exposed = try await measure(attack, .exposed)
        let hardened = try await measure(attack, .hardened)
        guard hardened.isHeld else { throw NotHeld(attack: attack) }
        Terminal.fact("held by", attack.defence)
        Terminal.good("held\n")
        rows.append(
          TourPage.Attack(
            name: attack.rawValue, measure: attack.measure,
            exposed: attack.value(exposed), hardened: attack.value(hardened)))
      } catch LabError.noNamespace(let reason) {
        Terminal.say("Not shown: \(LabError.noNamespace(reason: reason)).\n")
      }
    }
    return rows
  }

  private func measure(_ attack: Attack, _ stance: Stance) async throws -> Finding {
    let finding = try await attack.run(against: stance, program: AttackRunCommand.program)
    Terminal.fact(stance.rawValue, "\(attack.measure): \(attack.value(finding))")
    return finding
  }

  struct NotHeld: Error, CustomStringConvertible {
    var attack: Attack
    var description: String {
      "\(attack.rawValue) was not held; run `things attack run \(attack.rawValue) --against "
        + "hardened` when nothing else keeps this machine busy"
    }
  }
}

extension Attack {
  /// What the table says of it.
  fileprivate var measure: String {
    switch self {
    case .openBroker: "secrets read by a stranger"
    case .slowConnect, .slowHandshake: "honest clients served"
    case .coapAmplification: "bytes at the victim for each byte sent"
    }
  }

  fileprivate func value(_ finding: Finding) -> String {
    switch self {
    case .openBroker: "\(finding.secretsRead) of \(finding.tried)"
    case .slowConnect, .slowHandshake: "\(finding.succeeded) of \(finding.tried)"
    case .coapAmplification: String(format: "%.1f", finding.amplification)
    }
  }
}
