// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct CACommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ca", abstract: "An authority of your own, for servers and devices.",
    discussion: """
      An authority is a folder: its key (ca.key), its certificate (ca.pem), and a ledger of all
      that it issued (ca.sqlite). Keep a copy of all three.
      """,
    subcommands: [
      CAInitCommand.self, CAIssueCommand.self, CAIntermediateCommand.self, CARevokeCommand.self,
      CAListCommand.self, CAShowCommand.self,
    ])
}

struct AuthorityOptions: ParsableArguments {
  @Option(
    name: [.customLong("directory"), .customLong("dir")], help: "The authority's folder.",
    completion: .directory)
  var directory: String

  func folder() throws -> AuthorityFolder { try AuthorityFolder(existing: directory) }
}
