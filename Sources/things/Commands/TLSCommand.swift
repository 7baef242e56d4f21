// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct TLSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tls", abstract: "Secure channels over TCP.",
    subcommands: [TLSConnectCommand.self, TLSServeCommand.self])
}
