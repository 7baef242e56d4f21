// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Authority
import Foundation

struct CAListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "All that an authority has issued, the oldest first.",
    discussion: """
      Examples:
        things ca list --directory pki
        things ca list --directory pki --state revoked --json
      """)

  @OptionGroup var authority: AuthorityOptions

  @Option(help: "Only those in this state: valid, replaced, revoked or expired.")
  var state: ShownCertificate.State?

  @Flag(help: "Print JSON: an array with one object a line.")
  var json = false

  func run() async throws {
    let ledger = try authority.folder().ledger()
    let now = Int64(Date().timeIntervalSince1970)
    var isFirst = true
    if json { print("[", terminator: "") }
    try ledger.forEach { entry in
      let shown = ShownCertificate(entry, at: now)
      if let state, shown.state != state { return }
      if json {
        print(isFirst ? "" : ",")
        print("  " + (try shown.line()), terminator: "")
      } else {
        print(
          "\(shown.serialNumber)  \(shown.state.rawValue.padded(8))  "
            + "\(shown.profile.padded(14))  until \(shown.notAfter)  \(shown.subject)")
      }
      isFirst = false
    }
    if json { print(isFirst ? "]" : "\n]") }
  }
}

struct CAShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One certificate of an authority's, and what became of it.",
    discussion: """
      Examples:
        things ca show --directory pki --certificate pki/device.pem
        things ca show --directory pki --serial 5f0c… --pem > device.pem
      """)

  @OptionGroup var authority: AuthorityOptions
  @OptionGroup var which: WhichCertificate

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print the certificate itself, and nothing else.")
  var pem = false

  func validate() throws {
    guard !json || !pem else { throw ValidationError("give --json or --pem, not both") }
  }

  func run() async throws {
    let folder = try authority.folder()
    let serialNumber = try which.serialNumber()
    guard let entry = try folder.ledger().certificate(serialNumber) else {
      throw LedgerError.noSuchCertificate(
        hexadecimal(serialNumber), ledger: folder.ledgerFile)
    }
    if pem { return print(entry.text, terminator: "") }
    let shown = ShownCertificate(entry, at: Int64(Date().timeIntervalSince1970))
    if json { return print(try encodedJSON(shown), terminator: "") }
    Terminal.fact("subject", shown.subject)
    Terminal.fact("serial number", shown.serialNumber)
    Terminal.fact("profile", shown.profile)
    Terminal.fact("valid", "\(shown.notBefore) to \(shown.notAfter)")
    Terminal.fact("state", shown.state.rawValue)
    if let revoked = shown.revoked {
      Terminal.fact("revoked", "\(revoked), \(shown.reason ?? "unspecified")")
    }
    if let replaces = shown.replaces { Terminal.fact("replaces", replaces) }
  }
}

/// A certificate of the ledger, as programs and people read it.
struct ShownCertificate: Encodable {
  enum State: String, Encodable, ExpressibleByArgument { case valid, replaced, revoked, expired }

  var serialNumber: String
  var subject: String
  var profile: String
  var notBefore: String
  var notAfter: String
  var state: State
  var revoked: String?
  var reason: String?
  var replaces: String?

  init(_ entry: LedgerEntry, at now: Int64) {
    serialNumber = hexadecimal(entry.serialNumber)
    subject = entry.subject
    profile = entry.profile
    notBefore = Self.time(entry.notBefore)
    notAfter = Self.time(entry.notAfter)
    state =
      switch entry.state {
      case .revoked: .revoked
      case _ where entry.notAfter < now: .expired
      case .valid: .valid
      case .replaced: .replaced
      }
    revoked = entry.revocation.map { Self.time($0.time) }
    reason = entry.revocation.map {
      RevocationWord(code: $0.reason)?.rawValue ?? "reason \($0.reason)"
    }
    replaces = entry.replaces.map { hexadecimal($0) }
  }

  /// In one line of JSON.
  func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  private static func time(_ seconds: Int64) -> String {
    Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    padding(toLength: Swift.max(width, count), withPad: " ", startingAt: 0)
  }
}
