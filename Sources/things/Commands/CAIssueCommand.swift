// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

struct CAIssueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue",
    abstract: "Make a key and a certificate for it: OUT.key and OUT.pem.",
    discussion: """
      A certificate stands in the ledger before it stands anywhere else. Below an intermediate,
      OUT.pem goes on with the certificates of the authorities up to the root.

      Examples:
        things ca issue --directory pki --server localhost --server 127.0.0.1
        things ca issue --directory pki --device SN-0001
        things ca issue --directory pki --device SN-0001 --hardware-type 1.3.6.1.4.1.32473.1 --initial
        things ca issue --directory pki --device SN- --count 10000 --out line-7
        things ca issue --directory pki --client operator --short-lived 8
      """)

  @OptionGroup var authority: AuthorityOptions
  @OptionGroup var subject: SubjectOptions
  @OptionGroup var validity: ValidityOptions
  @OptionGroup var details: DetailOptions

  @Option(help: "How many, of devices or clients; each name gets a number from 1 behind it.")
  var count: Int?

  @Option(help: "Name of the files, without .pem (default: server, device, client or ocsp).")
  var out: String?

  func validate() throws {
    guard count ?? 1 > 0 else { throw ValidationError("--count must be 1 or more") }
    guard count == nil || subject.device != nil || subject.client != nil else {
      throw ValidationError("--count goes with --device or --client")
    }
  }

  func run() async throws {
    let folder = try authority.folder()
    var ca = try Authority.load(from: folder)
    let name = out ?? subject.kind
    guard let count else {
      try issue(&ca, folder, name, number: "")
      return print(
        "wrote \(folder.folder.file(name + ".key")) and \(folder.folder.file(name + ".pem"))")
    }
    let digits = String(count).count
    let start = ContinuousClock.now
    for number in 1...count {
      let text = String(number)
      let padded = String(repeating: "0", count: digits - text.count) + text
      try issue(&ca, folder, "\(name)-\(padded)", number: padded)
      if number.isMultiple(of: 100), ContinuousClock.now - start > .seconds(2) {
        Terminal.progress("issued \(number) of \(count)")
      }
    }
    Terminal.progressDone()
    print("wrote \(count) keys and certificates, \(folder.folder.file(name))-*.key and .pem")
  }

  private func issue(
    _ ca: inout Authority, _ folder: AuthorityFolder, _ name: String, number: String
  ) throws {
    var order = try subject.order(validity, number: number)
    order.details = try details.details(validity)
    let identity = try ca.identify(order)
    try identity.save(in: folder.folder, as: name, below: folder.chain())
  }
}
