// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BenchmarkRunner
import Foundation

struct BenchHandshakeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handshake",
    abstract: "What a handshake costs each engine: bytes, time and memory.",
    discussion: """
      The ledger counts the bytes of every flight, beside the least that TLS 1.3 allows, and says
      of each byte more what it is for. Speed and memory compare the book's engine with the
      libraries' own, in one run. What the book's client takes of a small device is measured when
      it is asked for: that needs the book's folder and what `scripts/setup.sh device` installs.

      Examples:
        things bench handshake --quick
        things bench handshake --only ledger
        things bench handshake --only device
        things bench handshake --json handshake.json
      """)

  enum Part: String, CaseIterable { case ledger, speed, device }

  @Flag(help: "Seconds instead of minutes: fewer rounds, a wider spread.")
  var quick = false

  @Option(help: "Only these parts, separated by commas: ledger, speed, device.", transform: parts)
  var only: [Part]?

  @Option(
    help: "Write the results here too; with --only, the other parts stay as they stand there.")
  var json: String?

  func run() async throws {
    let parts = only ?? [.ledger, .speed]
    var report = HandshakeReport()
    if parts.contains(.ledger) {
      report.ledger = try HandshakeLedger.measure { Terminal.progress("\($0) …") }
    }
    if parts.contains(.speed) {
      report.speed = try await HandshakeSpeed.measure(quick: quick) { Terminal.progress("\($0) …") }
    }
    if parts.contains(.device) {
      report.device = try await HandshakeDevice.measure { Terminal.progress("\($0) …") }
    }
    Terminal.progressDone()
    print(report.text(), terminator: "")
    guard let json else { return }
    report.keep(from: json)
    report.makeFigures()
    try report.write(to: json)
  }

  private static func parts(_ argument: String) throws -> [Part] {
    try argument.split(separator: ",").map { name in
      guard let part = Part(rawValue: String(name)) else {
        throw ValidationError("there is no part '\(name)'; there are ledger, speed and device")
      }
      return part
    }
  }
}
