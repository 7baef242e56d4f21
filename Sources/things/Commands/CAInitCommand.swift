// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct CAInitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a root: ca.key, ca.pem, and the ledger ca.sqlite.",
    discussion: """
      Example:
        things ca init --directory pki --name "Example root"
      """)

  @Option(name: [.customLong("directory"), .customLong("dir")], help: "Folder for the files.")
  var directory: String

  @Option(help: "The authority's common name.")
  var name = "Things root"

  @Option(help: "How many authorities may stand below it, one under the other.")
  var pathLength: UInt8 = 1

  @Option(help: "For how many days it is valid.")
  var days = 3650

  @Flag(help: "Replace an authority that is there already.")
  var force = false

  func validate() throws {
    try days.checkedAsDays()
  }

  func run() async throws {
    let folder = try AuthorityFolder(directory)
    guard force || !folder.isTaken else { throw AlreadyThere(path: folder.taken) }
    folder.clear()
    _ = try Authority.make(named: name, in: folder, pathLength: pathLength, days: days)
    print("wrote \(folder.keyFile) and \(folder.certificateFile)")
  }

  struct AlreadyThere: Error, CustomStringConvertible {
    var path: String
    var description: String {
      "\(path) is there already, and what it signed would lose its root; --force replaces it"
    }
  }
}
