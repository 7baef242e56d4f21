// SPDX-License-Identifier: Apache-2.0
import Certificates
import TestSupport

/// Certificates that OpenSSL issues, with whatever extensions a test wants them to have.
struct OpenSSLAuthority {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func path(_ file: String) -> String { "\(folder.path)/\(file)" }

  /// Issues one called `name`, with a key of its own; by itself if there is no issuer.
  func issue(
    _ name: String, by issuer: String? = nil, subject: String? = nil, key: String = "EC",
    hash: String = "-sha256", _ extensions: [String]
  ) throws -> Certificate {
    let configuration = try folder.write(
      "\(name).cnf",
      Array(
        """
        [req]
        distinguished_name = dn
        x509_extensions = extensions
        [dn]
        [extensions]
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid
        \(extensions.map { $0.replacing("=", with: " = ", maxReplacements: 1) }
          .joined(separator: "\n"))

        """.utf8))
    var make = ["genpkey", "-algorithm", key, "-out", path("\(name).key")]
    make += ["-pkeyopt", key == "EC" ? "ec_paramgen_curve:P-256" : "rsa_keygen_bits:1024"]
    try openssl(make)
    var arguments = [
      "req", "-x509", "-new", "-utf8", "-config", configuration, "-key", path("\(name).key"),
      "-subj", subject ?? "/O=\(name)", "-days", "30", hash, "-out", path("\(name).pem"),
    ]
    if let issuer {
      arguments += ["-CA", path("\(issuer).pem"), "-CAkey", path("\(issuer).key")]
    }
    try openssl(arguments)
    let text = try folder.read("\(name).pem")
    return try Certificate(der: PEMReader.all(.certificate, in: text.span)[0])
  }

  func authority(
    _ name: String, by issuer: String? = nil, _ extensions: [String] = []
  ) throws -> Certificate {
    try issue(
      name, by: issuer,
      ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"] + extensions)
  }

  func endEntity(
    _ name: String, by issuer: String, _ extensions: [String] = []
  ) throws -> Certificate {
    try issue(
      name, by: issuer,
      ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature"] + extensions)
  }

  /// What OpenSSL says of a path: nil if it accepts.
  func complaint(
    _ endEntity: String, through others: [String] = [], to root: String,
    _ options: [String] = []
  ) throws -> String? {
    let text = try others.flatMap { try folder.read("\($0).pem") }
    let untrusted = try folder.write("untrusted.pem", text)
    return try CertificatesTests.complaint(
      options + ["-trusted", path("\(root).pem")]
        + (others.isEmpty ? [] : ["-untrusted", untrusted]) + [path("\(endEntity).pem")])
  }
}
