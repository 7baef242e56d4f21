// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import AttackLab
import Defences
import Foundation

struct AttackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attack",
    abstract: "Attacks on our own servers, without their mitigations and with them.",
    subcommands: [AttackListCommand.self, AttackRunCommand.self, AttackInsideCommand.self])
}

struct AttackListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The attacks, and what holds them.")

  func run() {
    for (number, attack) in Attack.allCases.enumerated() {
      if number > 0 { print() }
      print(attack.rawValue.bold)
      Terminal.say(attack.summary)
      Terminal.say("Held by \(attack.defence).")
    }
  }
}

struct AttackRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs an attack against a server of its own, for some seconds.",
    discussion: """
      It starts a server on loopback, attacks it, and measures what honest clients notice. Attacks
      that forge addresses run in a network namespace that they make and that ends with them. The
      exit code is 0 if harm was seen on the exposed server, and none on the hardened one.

      Examples:
        things attack run slow-connect --against exposed
        things attack run slow-connect --against hardened
        things attack run coap-amplification --against hardened --json
      """)

  @Argument(help: "\(Attack.allCases.map(\.rawValue).joined(separator: ", ")).")
  var attack: Attack

  @Option(help: "The server without the mitigation, or with it: exposed or hardened.")
  var against: Stance

  @Flag(help: "Print what was measured as JSON.")
  var json = false

  func run() async throws {
    let finding = try await attack.run(against: against, program: Self.program)
    if json {
      try print(FindingReport(finding).json)
    } else {
      Terminal.say(attack.summary)
      for (name, value) in finding.measures(of: attack) { Terminal.fact(name, value) }
      Terminal.say(finding.verdict)
    }
    guard against == .exposed ? finding.isHarm : finding.isHeld else { throw ExitCode.failure }
  }

  /// This program, however it was started.
  static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
  }
}

/// The part of an attack that runs in a namespace; `run` starts it.
struct AttackInsideCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "inside", shouldDisplay: false)

  @Argument var attack: Attack
  @Option var against: Stance

  func run() async throws {
    try print(FindingReport(await attack.runInside(against: against)).json)
  }
}

extension Attack: ExpressibleByArgument {}
extension Stance: ExpressibleByArgument {}

extension FindingReport {
  fileprivate var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}

extension Finding {
  /// What was measured, in words for the terminal.
  func measures(of attack: Attack) -> [(String, String)] {
    var measures = [("the honest", "\(succeeded) of \(tried) served")]
    if attack == .openBroker {
      measures.append(("the attacker", "read \(secretsRead) of \(tried)"))
    }
    if bytesSpent > 0 {
      let factor = String(format: "%.1f", amplification)
      measures.append(("the attacker", "sent \(bytesSpent) bytes of CoAP"))
      measures.append(("the victim", "received \(bytesAimed) bytes, \(factor) for each"))
    }
    return measures
  }

  var verdict: String { isHarm ? "Harm." : isHeld ? "Held." : "Neither harm nor held." }
}
