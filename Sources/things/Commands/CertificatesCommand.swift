// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct CertificatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certificates",
    abstract: "Read a certificate, believe it or not, and make it smaller.",
    subcommands: [
      CertificatesInspectCommand.self, CertificatesVerifyCommand.self,
      CertificatesLintCommand.self,
    ])
}
