// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BenchmarkProtocol
import BenchmarkRunner
import Foundation

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure, on this machine, in one run.",
    subcommands: [
      BenchCryptoCommand.self, BenchCertificatesCommand.self, BenchLatencyCommand.self,
      BenchDeviceCommand.self, BenchHandshakeCommand.self, BenchChildCommand.self,
    ])
}

struct BenchCryptoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crypto",
    abstract: "OpenSSL, mbedTLS and plain Swift, with the processor's instructions and without.",
    discussion: """
      Families are hash, mac, aead, agreement, signature and generation.

      Examples:
        things bench crypto --quick
        things bench crypto --only aead,hash
        things bench crypto --json crypto.json --html crypto.html
      """)

  @Flag(help: "Some ten seconds instead of three minutes: fewer lengths, a wider spread.")
  var quick = false

  @Option(help: "Only these families, separated by commas.", transform: families)
  var only: [Family]?

  @Option(help: "Write the results here too, with machine, versions and date.")
  var json: String?

  @Option(help: "Draw the results on this page too, which needs nothing else.")
  var html: String?

  @Option(help: "The program that 'make bench-peers' built (default: where it built it).")
  var peers: String?

  func validate() throws {
    if let peers, !FileManager.default.isExecutableFile(atPath: peers) {
      throw ValidationError("there is no program '\(peers)'; 'make bench-peers' builds one")
    }
  }

  func run() async throws {
    let options = quick ? CryptoBenchmark.Options.quick : .full
    let report = try await Self.show(
      only.map(options.only) ?? options, peers: peers ?? Self.builtPeers)
    if let json { try report.write(to: json) }
    if let html { try report.writePage(to: html) }
  }

  @discardableResult
  static func show(
    _ options: CryptoBenchmark.Options, peers: String? = nil
  ) async throws -> CryptoReport {
    let report = try await CryptoBenchmark(
      .thisProgram("bench", "child"),
      peers: peers.map { ChildCommand(executable: $0, arguments: []) }, options
    ).run { done in Terminal.progress("measuring … \(Int(done * 100)) %") }
    Terminal.progressDone()
    print(report.text())
    return report
  }

  /// Where `make bench-peers` puts it, seen from the repository.
  static var builtPeers: String? {
    let path = ".build-peers/release/peers"
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }

  private static func families(_ argument: String) throws -> [Family] {
    let names = argument.split(separator: ",")
    guard !names.isEmpty else { throw ValidationError("name a family, or leave out --only") }
    return try names.map { name in
      guard let family = Family(rawValue: String(name)), family != .certificate else {
        throw ValidationError(
          "there is no family '\(name)'; there are "
            + Family.allCases.filter { $0 != .certificate }.map(\.rawValue)
            .joined(separator: ", "))
      }
      return family
    }
  }
}

/// One library on one path; the benchmark starts it, and speaks to it over its standard streams.
struct BenchChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "child", shouldDisplay: false)

  @Argument(help: "openssl, mbedtls or portable.")
  var library: String

  func run() throws {
    guard let library = CryptoLibrary(rawValue: library), var child = ChildProcess(library) else {
      throw ValidationError(
        "there is no library '\(library)'; there are openssl, mbedtls and portable")
    }
    child.run()
  }
}
