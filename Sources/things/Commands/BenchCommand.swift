// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BenchmarkRunner

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure, on this machine, in one run.",
    subcommands: [BenchCryptoCommand.self])
}
