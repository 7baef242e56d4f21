// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BenchmarkRunner
import Foundation

struct BenchLatencyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency",
    abstract: "TLS over TCP against DTLS, over simulated links; the same bytes in every run.",
    discussion: """
      Examples:
        things bench latency --quick
        things bench latency --quick --json > latency.json
        things bench latency --json latency.json
      """)

  @Flag(help: "A few seeds instead of 200: seconds instead of minutes.")
  var quick = false

  @Option(
    defaultAsFlag: "-",
    help: "Write the results to this file too; without a file, print them instead of the table.")
  var json: String?

  func run() async throws {
    let report = try Self.measure(quick: quick)
    if json == "-" { return FileHandle.standardOutput.write(try report.json()) }
    print(report.text())
    if let json { try report.write(to: json) }
  }

  static func measure(quick: Bool) throws -> LatencyReport {
    let report = try LatencyBenchmark(quick ? .quick : .full).run { done in
      Terminal.progress("simulating … \(Int(done * 100)) %")
    }
    Terminal.progressDone()
    return report
  }
}
