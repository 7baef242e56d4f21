// SPDX-License-Identifier: Apache-2.0
import Foundation
import Primitives
import TestSupport

/// Certificates with one flaw each, which our own authority would not issue:
/// openssl does as it is told.
final class FlawedPKI: Sendable {
  struct Identity: Sendable {
    let name: String
    let certificate: [UInt8]
    let privateKey: [UInt8]
    var secret: Secret { Secret(copying: privateKey.span) }
  }

  static let authority = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign"
  static let endEntity = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature"

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func issue(
    _ name: String, subject: String? = nil, extensions: String = endEntity,
    by issuer: Identity? = nil, key: [String] = ["EC", "ec_paramgen_curve:P-256"],
    hash: String = "sha256"
  ) throws -> Identity {
    let file = "\(folder.path)/\(name)"
    try openssl(["genpkey", "-algorithm", key[0], "-pkeyopt", key[1], "-out", file + ".key"])
    try openssl([
      "req", "-new", "-key", file + ".key", "-subj", subject ?? "/CN=\(name)", "-out",
      file + ".csr",
    ])
    try folder.write("\(name).ext", extensions.utf8)
    let signer =
      issuer.map { other in
        let path = "\(folder.path)/\(other.name)"
        return ["-CA", path + ".pem", "-CAkey", path + ".key"]
      } ?? ["-signkey", file + ".key"]
    let serial = String(abs(name.hashValue) % 1_000_000 + 1)
    try openssl(
      ["x509", "-req", "-in", file + ".csr", "-days", "3650", "-" + hash] + signer
        + ["-set_serial", serial, "-extfile", file + ".ext", "-out", file + ".pem"])
    return Identity(
      name: name,
      certificate: try openssl(["x509", "-in", file + ".pem", "-outform", "DER"]),
      privateKey: try openssl([
        "pkcs8", "-topk8", "-nocrypt", "-in", file + ".key", "-outform", "DER",
      ]))
  }

  @discardableResult
  private func openssl(_ arguments: [String]) throws -> [UInt8] {
    let finished = try run("openssl", arguments)
    guard finished.status == 0 else { throw OpenSSLFailed(errors: finished.errorText) }
    return finished.output
  }

  struct OpenSSLFailed: Error { let errors: String }
}
