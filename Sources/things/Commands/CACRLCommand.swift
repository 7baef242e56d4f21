// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates

struct CACRLCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crl",
    abstract: "Write the list of what was revoked: ca.crl.",
    discussion: """
      Every list has a number, higher than any before. Have a new one written well before the
      last one ends: whoever insists on lists takes nobody without a fresh one.
      After a rotation the old key's list is written too, ca-1.crl and so on.

      Examples:
        things ca crl --directory pki
        things ca crl --directory pki --hours 24 --out device-list
      """)

  @OptionGroup var authority: AuthorityOptions

  @Option(help: "For how many hours the list is good.")
  var hours = 168

  @Option(help: "Name of the file, without .crl.")
  var out = "ca"

  func validate() throws {
    guard 1...87_600 ~= hours else {
      throw ValidationError("--hours is a number from 1 to 87600")
    }
  }

  func run() async throws {
    let folder = try authority.folder()
    let generations = try folder.generations()
    let now = Time.now
    let next = Time(secondsSince1970: now.secondsSince1970 + Int64(hours) * 3600)
    for (i, generation) in generations.enumerated() {
      var ca = try Authority.load(from: folder, generation)
      let list = try ca.revocationList(at: now, until: next)
      let name = i == generations.count - 1 ? "\(out).crl" : "\(out)-\(i + 1).crl"
      try folder.folder.write(name, pem(.revocationList, list.span))
      print("wrote \(folder.folder.file(name))")
    }
  }
}
