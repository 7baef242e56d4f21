// SPDX-License-Identifier: Apache-2.0
import Foundation
import Primitives
import TestSupport

/// Certificates with one flaw each, which our own authority would not issue:
/// openssl does as it is told.
struct FlawedPKI: Sendable {
  static let shared = Result { try FlawedPKI() }

  struct Identity: Sendable {
    let file: String
    let certificate: [UInt8]
    let privateKey: [UInt8]
    var secret: Secret { Secret(copying: privateKey.span) }
  }

  static let authority = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign"
  static let endEntity = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature"
  static let localhost = endEntity + "\nsubjectAltName=DNS:localhost"

  let folder: TemporaryFolder
  /// Without a flaw.
  let root, server: Identity

  init() throws {
    folder = try TemporaryFolder()
    root = try Self.issue(
      "root", subject: "/O=Things/CN=Root", extensions: Self.authority, in: folder)
    server = try Self.issue("server", extensions: Self.localhost, by: root, in: folder)
  }

  func issue(
    _ name: String, subject: String? = nil, extensions: String, by issuer: Identity? = nil,
    key: String = "ec:P-256", hash: String = "sha256"
  ) throws -> Identity {
    try Self.issue(
      name, subject: subject, extensions: extensions, by: issuer, key: key, hash: hash,
      in: folder)
  }

  private static func issue(
    _ name: String, subject: String? = nil, extensions: String, by issuer: Identity? = nil,
    key: String = "ec:P-256", hash: String = "sha256", in folder: TemporaryFolder
  ) throws -> Identity {
    let file = "\(folder.path)/\(UUID().uuidString)"
    let parts = key.split(separator: ":").map(String.init)
    let kind =
      parts[0] == "ec"
      ? ["ec", "-pkeyopt", "ec_paramgen_curve:" + parts[1]] : [key]
    try openssl(
      ["req", "-new", "-nodes", "-subj", subject ?? "/CN=\(name)", "-keyout", file + ".key"]
        + ["-out", file + ".csr", "-newkey"] + kind)
    try extensions.write(toFile: file + ".ext", atomically: false, encoding: .utf8)
    let signer =
      issuer.map { ["-CA", $0.file + ".der", "-CAkey", $0.file + ".key"] }
      ?? ["-signkey", file + ".key"]
    try openssl(
      ["x509", "-req", "-in", file + ".csr", "-days", "3650", "-" + hash] + signer
        + ["-set_serial", "1", "-extfile", file + ".ext"]
        + ["-outform", "DER", "-out", file + ".der"])
    return Identity(
      file: file, certificate: [UInt8](try Data(contentsOf: URL(fileURLWithPath: file + ".der"))),
      privateKey: try openssl([
        "pkcs8", "-topk8", "-nocrypt", "-in", file + ".key", "-outform", "DER",
      ]))
  }

  @discardableResult
  private static func openssl(_ arguments: [String]) throws -> [UInt8] {
    let finished = try run("openssl", arguments)
    guard finished.status == 0 else { throw OpenSSLFailed(errors: finished.errorText) }
    return finished.output
  }

  struct OpenSSLFailed: Error { let errors: String }
}
