// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// A certificate as one gets it, and the same as a thing would like it: OpenSSL issues both, and
/// the difference is what was promised.
@Suite("things certificates lint", .peer("openssl", package: "openssl"))
struct LintTests {
  private struct Shown: Decodable {
    struct Linted: Decodable {
      struct Finding: Decodable {
        var rule, severity, field, section, advice: String
        var offset, length, saving: Int
      }
      var index, length, mendedLength: Int
      var subject: String
      var findings: [Finding]
    }
    var profile: String
    var length, mendedLength: Int
    var certificates: [Linted]
  }

  private func lint(_ words: String..., status: Int32) throws -> Shown {
    let done = try run(Things.path, ["certificates", "lint", "--json"] + words)
    #expect(done.status == status, "\(done.outputText)\(done.errorText)")
    return try JSONDecoder().decode(Shown.self, from: Data(done.output))
  }

  @Test("a certificate of the web becomes one for a thing")
  func mended() throws {
    let pki = try OpenSSLAuthority()
    try pki.issue("web", key: ["-newkey", "rsa:2048"], extensions: OpenSSLAuthority.root)
    try pki.issue("ca", subject: "/C=GB/O=web/CN=web", extensions: OpenSSLAuthority.root)
    let long = try pki.issue(
      "long", by: "web", key: ["-newkey", "rsa:2048"],
      subject: "/C=GB/O=Things Limited/OU=Bulbs/CN=bulb",
      extensions: """
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,digitalSignature
        extendedKeyUsage=clientAuth
        subjectKeyIdentifier=hash
        authorityKeyIdentifier=keyid,issuer:always
        crlDistributionPoints=URI:http://crl.example/web.crl
        certificatePolicies=@policy
        nsComment="made with care"
        [policy]
        policyIdentifier=1.3.5.8
        CPS.1=http://cps.example/
        """)
    let found = try lint(long, status: 1).certificates[0]
    #expect(
      Set(found.findings.map(\.rule)) == [
        "public-key", "signature-algorithm", "long-subject", "basic-constraints-of-end-entity",
        "subject-key-identifier", "authority-cert-issuer", "revocation-pointer",
        "policy-qualifiers", "unused-extension",
      ])
    let short = try pki.issue(
      "short", by: "ca", subject: "/CN=bulb",
      extensions: """
        keyUsage=critical,digitalSignature
        extendedKeyUsage=clientAuth
        subjectKeyIdentifier=none
        authorityKeyIdentifier=keyid
        certificatePolicies=1.3.5.8
        """)
    let clean = try lint(short, status: 0).certificates[0]
    #expect(clean.findings.map(\.rule) == [])
    // The issuer has a longer name here, by C=GB and O=web; a signature of OpenSSL's is as long as
    // it happens to be, up to the length that was promised.
    let named = 13 + 14
    let signature = try signatureLength(short)
    #expect(found.mendedLength == clean.length - named + (75 - signature))
    #expect(found.findings.first?.severity == "must")
  }

  /// The BIT STRING that stands last.
  private func signatureLength(_ file: String) throws -> Int {
    let der = Array(try run("openssl", ["x509", "-in", file, "-outform", "DER"]).output)
    let found = try #require(
      (70...75).first { der[der.count - $0] == 3 && Int(der[der.count - $0 + 1]) == $0 - 2 })
    return found
  }

  @Test("a root that is sent, and the words and columns of the text")
  func text() throws {
    let pki = try OpenSSLAuthority()
    try pki.issue("root", extensions: OpenSSLAuthority.root)
    try pki.issue(
      "server", by: "root",
      extensions: OpenSSLAuthority.server("DNS:*.example,DNS:b.example"))
    let chain = try pki.bundle("chain", "server", "root")
    let shown = try lint(chain, status: 1)
    #expect(shown.certificates[1].findings.first?.rule == "root-sent")
    #expect(shown.certificates[1].findings.first?.saving == shown.certificates[1].length + 5)
    #expect(shown.certificates[1].mendedLength == 0)
    let done = try run(Things.path, ["certificates", "lint", chain])
    for line in done.outputText.split(separator: "\n") {
      #expect(line.count <= 100 && line.last != " ", "\(line)")
    }
    #expect(done.outputText.contains("must   wildcard: dNSName, bytes "))
    #expect(done.outputText.contains("the chain"))
  }

  @Test("profiles differ, and one that is none is refused")
  func profiles() throws {
    let pki = try PKI()
    let device = pki.file("device.pem")
    let words = ["certificates", "lint", device, "--profile"]
    #expect(try lint(device, "--profile", "802.1ar", status: 0).profile == "802.1ar")
    let client = try lint(device, "--profile", "rfc7925", status: 1).certificates[0]
    #expect(client.findings.contains { $0.rule == "client-identifier" })
    #expect(try run(Things.path, words + ["none"]).status == 64)
  }
}
