// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BenchmarkRunner
import Foundation

struct BenchCertificatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certificates",
    abstract: "A chain read and verified, beside OpenSSL, mbedTLS and swift-certificates.",
    discussion: """
      A server's certificate, an intermediate's and a root's on P-256. The last of the three is
      known beforehand; the others are read each time.

      Examples:
        things bench certificates --quick
        things bench certificates --json certificates.json --html certificates.html
      """)

  @Flag(help: "Some seconds instead of a minute: fewer rounds, a wider spread.")
  var quick = false

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
    let report = try await BenchCryptoCommand.show(
      .certificates(quick: quick), peers: peers ?? BenchCryptoCommand.builtPeers)
    if let json { try report.write(to: json) }
    if let html { try report.writePage(to: html) }
  }
}
