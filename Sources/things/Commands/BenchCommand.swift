// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BenchmarkRunner

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure, on this machine, in one run.",
    subcommands: [
      BenchCryptoCommand.self, BenchLatencyCommand.self, BenchDeviceCommand.self,
      BenchChildCommand.self,
    ])
}

struct BenchCryptoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crypto",
    abstract: "Hardware against software cryptography, OpenSSL and mbedTLS.",
    discussion: """
      Examples:
        things bench crypto --quick
        things bench crypto --json crypto.json
      """)

  @Flag(help: "A few seconds instead of a minute, with a wider spread.")
  var quick = false

  @Option(help: "Write the results here too, with machine, versions and date.")
  var json: String?

  func run() async throws {
    let report = try await Self.show(quick: quick)
    if let json { try report.write(to: json) }
  }

  @discardableResult
  static func show(quick: Bool) async throws -> CryptoReport {
    let report = try await CryptoBenchmark(
      .thisProgram("bench", "child"), quick ? .quick : .full
    ).run { done in Terminal.progress("measuring … \(Int(done * 100)) %") }
    Terminal.progressDone()
    print(report.text())
    return report
  }
}

/// One library on one path; the benchmark starts it, and speaks to it over its standard streams.
struct BenchChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "child", shouldDisplay: false)

  @Argument(help: "openssl or mbedtls.")
  var library: String

  func run() throws {
    guard let library = CryptoLibrary(rawValue: library) else {
      throw ValidationError("there is no library '\(library)'; there are openssl and mbedtls")
    }
    ChildProcess.run(library)
  }
}
