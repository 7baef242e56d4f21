// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// What is shown of a certificate, in words and byte by byte.
@Suite("things certificates inspect")
struct InspectTests {
  /// The book's own, which is the same on every machine.
  static let book =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/Chapters/05-Certificates/certificate.der"

  private func inspect(_ words: String...) throws -> String {
    let shown = try run(Things.path, ["certificates", "inspect"] + words)
    try #require(shown.status == 0, "\(shown.errorText)")
    return shown.outputText
  }

  @Test("the book's certificate, field by field")
  func golden() throws {
    let golden = """
        version                   3
        serialNumber              81:82:83:84:85:86:87:88
        issuer                    CN=R
        notBefore                 2000-02-29T00:00:00Z
        notAfter                  9999-12-31T23:59:59Z
                                  without end; valid now
        subject                   O=O, CN=C, serialNumber=S
      """
    let text = try inspect(Self.book, "--time", "2026-01-01T00:00:00Z")
    #expect(text.hasPrefix(golden), "\(text)")
    for words in [
      "id-ecPublicKey, secp256r1", "basicConstraints          critical",
      "    KeyUsage                digitalSignature", "    dNSName                 a.example",
      "    iPAddress               192.0.2.1", "id-kp-serverAuth (1.3.6.1.5.5.7.3.1)",
      "signatureAlgorithm        ecdsa-with-SHA256", "length                    385 bytes",
    ] { #expect(text.contains(words), "\(words) in:\n\(text)") }
    expectColumns(text)
  }

  @Test("valid, over, and not yet begun, in words")
  func validity() throws {
    #expect(try inspect(Self.book, "--time", "1999-12-31T00:00:00Z").contains("begins in 60 days"))
  }

  @Test("the book's certificate, byte by byte")
  func goldenWire() throws {
    let text = try inspect(Self.book, "--wire")
    let golden = """
      0000  30 82 01 7d              Certificate: SEQUENCE of 381 bytes
      0004  30 82 01 62                tbsCertificate: SEQUENCE of 354 bytes
      0008  a0 03                        version: [0] of 3 bytes
      000a  02 01 02                       Version: INTEGER of 1 byte, 2, for v3
      000d  02 09 00 81 82 83 84 85      serialNumber: INTEGER of 9 bytes, 00:81:82:83:84:85:86:87:88
      0015  86 87 88
      """
    #expect(text.hasPrefix(golden), "\(text.prefix(900))")
    #expect(try bytes(ofWire: text) == [UInt8](Data(contentsOf: URL(fileURLWithPath: Self.book))))
    expectColumns(text)
  }

  /// Every byte is shown once and in order: what is shown is the file.
  private func bytes(ofWire text: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for line in text.split(separator: "\n") {
      let columns = line.prefix(29)
      guard columns.count > 6, columns.first != " " else { continue }
      #expect(Int(columns.prefix(4), radix: 16) == bytes.count, "\(line)")
      bytes += hex(columns.dropFirst(6).filter { $0 != " " })
    }
    return bytes
  }

  private func expectColumns(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for line in text.split(separator: "\n") {
      #expect(line.count <= 100, "\(line)", sourceLocation: sourceLocation)
      #expect(line.last != " ", "\(line)", sourceLocation: sourceLocation)
    }
    #expect(!text.contains("\u{1B}"), sourceLocation: sourceLocation)
  }

  @Test(
    "every extension that the standard has, and one that nobody knows",
    .peer("openssl", package: "openssl"))
  func everyExtension() throws {
    let pki = try OpenSSLAuthority()
    try pki.issue("root", extensions: OpenSSLAuthority.root)
    let file = try pki.issue(
      "all", by: "root",
      subject: #"/C=GB/ST=Here/L=There/O=Things, Ltd/OU=Cert"s/CN=x\/y"#,
      extensions: """
        basicConstraints=critical,CA:TRUE,pathlen:3
        keyUsage=critical,keyCertSign,cRLSign,decipherOnly,keyAgreement
        extendedKeyUsage=serverAuth,clientAuth,1.2.3.4
        subjectKeyIdentifier=hash
        authorityKeyIdentifier=keyid:always,issuer:always
        subjectAltName=DNS:a.example,email:a@a.example,URI:https://a.example/,IP:2001:db8::1,\
        RID:1.2.3,otherName:1.2.3.4;UTF8:other,dirName:d
        issuerAltName=issuer:copy,DNS:b.example
        nameConstraints=critical,permitted;DNS:example,excluded;IP:192.0.2.0/255.255.255.0,\
        permitted;dirName:d
        crlDistributionPoints=crl
        authorityInfoAccess=OCSP;URI:http://o.example/,caIssuers;URI:http://c.example/
        certificatePolicies=1.2.3.4,@policy
        policyConstraints=requireExplicitPolicy:3,inhibitPolicyMapping:1
        inhibitAnyPolicy=2
        policyMappings=1.2.3:1.5.6
        tlsfeature=status_request
        nsComment="what is this"
        1.2.3.4.5=DER:300506032a0304
        1.2.3.4.6=DER:ffffff
        [d]
        CN=dir
        [crl]
        fullname=URI:http://crl.example/
        CRLissuer=dirName:d
        reasons=keyCompromise, CACompromise
        [policy]
        policyIdentifier=1.3.5.8
        CPS.1=http://cps.example/
        userNotice.1=@notice
        [notice]
        explicitText=hear
        """)
    let text = try inspect(file)
    for words in [
      #"C=GB, ST=Here, L=There, O=Things\, Ltd, OU=Cert\"s, CN=x/y"#, "pathLenConstraint       3",
      "keyAgreement, keyCertSign, cRLSign, decipherOnly", "id-kp-clientAuth (1.3.6.1.5.5.7.3.2)",
      "uniformResourceIdentifier https://a.example/", "iPAddress               2001:db8::1",
      "rfc822Name              a@a.example", "registeredID            1.2.3", "\"other\"",
      "directoryName           CN=dir", "192.0.2.0 mask 255.255.255.0",
      "reasons                 keyCompromise, cACompromise", "id-ad-ocsp (1.3.6.1.5.5.7.48.1)",
      "id-qt-cps (1.3.6.1.5.5.7.2.1)", "requireExplicitPolicy   3", "SkipCerts               2",
      "issuerDomainPolicy      1.2.3", "netscapeComment", "1.2.3.4.5", "ff:ff:ff",
    ] { #expect(text.contains(words), "\(words) in:\n\(text)") }
    expectColumns(text)

    let wire = try inspect(file, "--wire")
    let der = try run("openssl", ["x509", "-in", file, "-outform", "DER"]).output
    #expect(try bytes(ofWire: wire) == Array(der))
    expectColumns(wire)
    // The same file as DER.
    let bare = try pki.folder.write("all.der", Array(der))
    #expect(try inspect(bare) == text)
  }

  @Test("JSON, of both views", .peer("openssl", package: "openssl"))
  func json() throws {
    struct Shown: Decodable {
      struct Certificate: Decodable {
        struct Extension: Decodable {
          struct Fact: Decodable { var field, value: String }
          var name, id: String
          var critical: Bool
          var values: [Fact]
        }
        var version, length: Int
        var serialNumber, issuer, subject, notBefore, notAfter, validity: String
        var publicKeyAlgorithm, publicKey, signatureAlgorithm, signature: String
        var extensions: [Extension]
      }
      var certificate: Certificate
      var sha256, publicKeySHA256: String
    }
    let text = try inspect(Self.book, "--json")
    let shown = try JSONDecoder().decode([Shown].self, from: Data(text.utf8))
    let certificate = try #require(shown.first).certificate
    #expect(shown.count == 1 && certificate.version == 3 && certificate.length == 385)
    #expect(certificate.validity == "without end")
    #expect(
      certificate.extensions.map(\.name) == [
        "basicConstraints", "keyUsage", "extKeyUsage", "subjectAltName", "subjectKeyIdentifier",
        "authorityKeyIdentifier",
      ])
    #expect(certificate.extensions.map(\.critical) == [true, true, false, false, false, false])
    #expect(certificate.extensions[3].id == "2.5.29.17")
    #expect(certificate.extensions[3].values.map(\.value) == ["a.example", "192.0.2.1"])
    let digest = try run("openssl", ["dgst", "-sha256", "-r", Self.book]).outputText
    #expect(digest.hasPrefix(shown[0].sha256.filter { $0 != ":" }))

    struct Wire: Decodable {
      struct Part: Decodable {
        var offset, depth: Int
        var bytes, field, type, value: String
      }
      var length: Int
      var parts: [Part]
    }
    let wire = try JSONDecoder().decode(
      [Wire].self, from: Data(try inspect(Self.book, "--wire", "--json").utf8))
    #expect(wire[0].length == 385)
    #expect(
      hex(wire[0].parts.map(\.bytes).joined())
        == [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.book))))
    var next = 0
    for part in wire[0].parts {
      #expect(part.offset == next)
      next += part.bytes.count / 2
    }
  }

  @Test("a chain shows each", .peer("openssl", package: "openssl"))
  func chain() throws {
    let pki = try OpenSSLAuthority()
    try pki.issue("root", key: ["-newkey", "rsa:2048"], extensions: OpenSSLAuthority.root)
    try pki.issue(
      "server", by: "root", key: ["-newkey", "ed25519"],
      extensions: OpenSSLAuthority.server("DNS:www.example"))
    let text = try inspect(try pki.bundle("chain", "server", "root"))
    #expect(text.hasPrefix("Certificate 1 of 2\n") && text.contains("\n\nCertificate 2 of 2\n"))
    #expect(text.contains("id-Ed25519") && text.contains("RSA, 2048 bits"))
    #expect(text.contains("sha256WithRSAEncryption"))
    expectColumns(try inspect(pki.file("chain"), "--wire"))
    expectColumns(text)
  }

  @Test("what a terminal would obey is shown and not sent", .peer("openssl", package: "openssl"))
  func escapes() throws {
    let pki = try OpenSSLAuthority()
    let file = try pki.issue(
      "evil", subject: "/CN=a\u{1B}[31mb\u{202E}c,O=d", extensions: OpenSSLAuthority.root)
    for view in [[], ["--wire"], ["--json"]] {
      let shown = try run(Things.path, ["certificates", "inspect", file] + view)
      #expect(shown.status == 0 && !shown.outputText.contains("\u{1B}"))
      #expect(!shown.outputText.contains("\u{202E}"))
    }
    #expect(try inspect(file).contains(#"subject                   CN=a"#))
  }
}
