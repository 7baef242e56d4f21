// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// Certificates that OpenSSL issues, with whatever extensions a test wants.
struct OpenSSLAuthority {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func file(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// NAME.key and NAME.pem, signed by `issuer` or by itself; valid for 2020 to 2040 unless told.
  @discardableResult
  func issue(
    _ name: String, by issuer: String? = nil,
    key: [String] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    subject: String? = nil, extensions: String
  ) throws -> String {
    let config = try folder.write(
      "\(name).cnf",
      Array("[req]\ndistinguished_name=dn\n[dn]\n[e]\n\(extensions)\n".utf8))
    try openssl(
      ["req", "-new", "-config", config, "-subj", subject ?? "/CN=\(name)", "-nodes"] + key
        + ["-keyout", file("\(name).key"), "-out", file("\(name).csr")])
    let signer =
      issuer.map { ["-CA", file("\($0).pem"), "-CAkey", file("\($0).key")] }
      ?? ["-signkey", file("\(name).key")]
    try openssl(
      ["x509", "-req", "-in", file("\(name).csr"), "-days", "3650", "-sha256"] + signer
        + ["-set_serial", "0x\(serial(name))", "-extfile", config, "-extensions", "e"]
        + ["-out", file("\(name).pem")])
    return file("\(name).pem")
  }

  /// The same for the same name, so that a test can expect it.
  func serial(_ name: String) -> String {
    "7f"
      + (Array(name.utf8) + [UInt8](repeating: 0x20, count: 8)).prefix(8).map {
        String($0, radix: 16)
      }.joined()
  }

  /// A list of what `issuer` has revoked.
  func list(_ name: String, by issuer: String, revoking revoked: [String] = []) throws -> String {
    let entries = revoked.map {
      "R\t401231235959Z\t200101000000Z,keyCompromise\t\(serial($0).uppercased())\tunknown\t/CN=\($0)\n"
    }
    let index = try folder.write("\(name).index", Array(entries.joined().utf8))
    try folder.write("\(name).number", Array("01\n".utf8))
    let config = try folder.write(
      "\(name).crl.cnf",
      Array(
        """
        [ca]
        default_ca=a
        [a]
        database=\(index)
        crlnumber=\(file("\(name).number"))
        default_md=sha256
        default_crl_days=3650
        crl_extensions=x
        [x]
        authorityKeyIdentifier=keyid
        """.utf8))
    try openssl([
      "ca", "-config", config, "-gencrl", "-cert", file("\(issuer).pem"), "-keyfile",
      file("\(issuer).key"), "-out", file(name),
    ])
    return file(name)
  }

  /// One file of several, in this order.
  func bundle(_ name: String, _ names: String...) throws -> String {
    let all = try names.map { try String(contentsOfFile: file("\($0).pem"), encoding: .utf8) }
    return try folder.write(name, Array(all.joined().utf8))
  }

  private func openssl(_ arguments: [String]) throws {
    let done = try run("openssl", arguments)
    try #require(done.status == 0, "openssl \(arguments): \(done.errorText)")
  }

  static let root = """
    basicConstraints=critical,CA:TRUE
    keyUsage=critical,keyCertSign,cRLSign
    subjectKeyIdentifier=hash
    """
  static let intermediate = """
    basicConstraints=critical,CA:TRUE,pathlen:0
    keyUsage=critical,keyCertSign,cRLSign
    subjectKeyIdentifier=hash
    authorityKeyIdentifier=keyid
    """
  static func server(_ names: String) -> String {
    """
    basicConstraints=critical,CA:FALSE
    keyUsage=critical,digitalSignature
    extendedKeyUsage=serverAuth
    subjectAltName=\(names)
    authorityKeyIdentifier=keyid
    """
  }
  static let client = """
    keyUsage=critical,digitalSignature
    extendedKeyUsage=clientAuth
    authorityKeyIdentifier=keyid
    """
}
