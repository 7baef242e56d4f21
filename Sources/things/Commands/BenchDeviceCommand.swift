// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BenchmarkRunner
import Foundation

struct BenchDeviceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "The book's own primitives on an emulated Cortex-M4, and mbedTLS's beside them.",
    discussion: """
      Counts instructions, stack, heap and flash; the same numbers in every run.
      Needs the book's folder and what `scripts/setup.sh device` installs.

      Examples:
        things bench device
        things bench device --quick --json > device.json
      """)

  @Flag(help: "Without the flash that each primitive takes, and without the second run.")
  var quick = false

  @Option(
    defaultAsFlag: "-",
    help: "Write the results to this file too; without a file, print them instead of the table.")
  var json: String?

  func run() async throws {
    let report = try await DeviceBenchmark(isQuick: quick).run { Terminal.progress("\($0) …") }
    Terminal.progressDone()
    if json == "-" { return FileHandle.standardOutput.write(try report.json()) }
    print(report.text())
    if let json { try report.write(to: json) }
  }
}
