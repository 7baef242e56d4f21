// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import Foundation

struct CARenewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "renew",
    abstract: "Issue a certificate again, for a new key or the same one, before it ends.",
    discussion: """
      The old one stays good until its end, so that whoever uses it can change over in peace.
      What stood in FILE and its key stay beside the new ones, as NAME.old.pem and NAME.old.key.

      Examples:
        things ca renew --directory pki --certificate pki/server.pem --within 30
        things ca renew --directory pki --certificate factory/ca.pem --same-key --days 1825
      """)

  @OptionGroup var authority: AuthorityOptions

  @Option(help: "The PEM file with the certificate; its key is beside it, NAME.key.")
  var certificate: String

  @Flag(help: "For the same key; the default is a new one.")
  var sameKey = false

  @Option(help: "Only if it ends within so many days.")
  var within: Int?

  @OptionGroup var validity: ValidityOptions

  func validate() throws {
    guard certificate.hasSuffix(".pem") else {
      throw ValidationError("--certificate names a file that ends in .pem, so that we find its key")
    }
    guard within ?? 1 > 0 else { throw ValidationError("--within must be 1 or more") }
    guard validity.shortLived == nil else {
      throw ValidationError("give --days; whether it is short-lived, the old certificate says")
    }
  }

  func run() async throws {
    let folder = try authority.folder()
    let old = try WhichCertificate.read(certificate)
    let left = old.validity.notAfter.secondsSince1970 - Time.now.secondsSince1970
    if let within, left > Int64(within) * 86_400 {
      return print("\(certificate) is good for \(left / 86_400) days more; nothing was done")
    }
    let isAuthority = old.extensions.basicConstraints?.isAuthority == true
    guard sameKey || !isAuthority else { throw NeedsSameKey(path: certificate) }
    var ca = try Authority.load(from: folder)
    let name = String(certificate.dropLast(4))
    let files = try RenewedFiles(name: name)
    if sameKey {
      let der = try ca.renew(old, validity: validity.validity())
      try files.replace(certificates: [der] + folder.chain())
    } else {
      let identity = try ca.renewWithNewKey(old, validity: validity.validity())
      try files.replace(certificates: [identity.certificate] + folder.chain(), key: identity.key)
    }
    print("renewed \(certificate)")
  }

  struct NeedsSameKey: Error, CustomStringConvertible {
    var path: String
    var description: String {
      """
      \(path) is an authority's, and with a new key all that it issued would need new paths; \
      renew it with --same-key, or make a new authority
      """
    }
  }
}

/// A certificate and its key, which change together or not at all as far as files can.
struct RenewedFiles {
  private let folder: Folder
  private let name: String

  init(name: String) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    self.name = String(parts.last ?? "")
    folder = try Folder(parts.count > 1 ? parts.dropLast().joined(separator: "/") : ".")
  }

  func replace(certificates: [[UInt8]]) throws {
    try keep("pem", secret: false)
    try folder.write("\(name).pem", pemText(certificates))
  }

  /// Who finds the one without the other finds the whole old pair beside them.
  func replace(certificates: [[UInt8]], key: borrowing PrivateKeyInfo) throws {
    try keep("key", secret: true)
    try keep("pem", secret: false)
    try folder.write("\(name).key", key.pem().array, secret: true)
    try folder.write("\(name).pem", pemText(certificates))
  }

  private func keep(_ kind: String, secret: Bool) throws {
    let path = folder.file("\(name).\(kind)")
    guard FileManager.default.fileExists(atPath: path) else { return }
    try folder.write("\(name).old.\(kind)", Files.read(path, as: "file"), secret: secret)
  }
}
