// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

struct CARotateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Give a root a new key, while the old one still holds.",
    discussion: """
      The new root is ca.pem from now on, the old one ca-1.pem (then ca-2.pem, and so on), and
      roots.pem holds both. For those who know only one of them there are the certificates
      new-by-old.pem and old-by-new.pem. What is issued from now on brings new-by-old.pem along,
      so that those who know the old root go on as before.

      Example:
        things ca rotate --directory pki
      """)

  @OptionGroup var authority: AuthorityOptions

  @Option(help: "For how many days the new root is valid.")
  var days = 3650

  func validate() throws { try days.checkedAsDays() }

  func run() async throws {
    let folder = try authority.folder()
    var ca = try Authority.load(from: folder)
    guard try folder.chain(crossed: false).isEmpty else { throw NotARoot(path: folder.folder.path) }
    try ca.rotate(in: folder, days: days)
    print("wrote \(folder.certificateFile), \(folder.folder.file("roots.pem")) and what joins them")
  }

  struct NotARoot: Error, CustomStringConvertible {
    var path: String
    var description: String {
      "the authority in \(path) stands below another; have that one renew its certificate"
    }
  }
}
