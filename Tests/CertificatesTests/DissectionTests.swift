// SPDX-License-Identifier: Apache-2.0
import CertificateView
import Certificates
import TestSupport
import Testing

/// Whatever can be read can be shown to its last byte and held against a profile, whoever wrote it.
@Suite("A certificate byte by byte")
struct DissectionTests {
  @Test func theGoldenCertificate() throws {
    let certificate = try Certificate(der: goldenCertificate)
    let parts = try CertificateDissection(certificate).parts
    let named = parts.map { "\($0.depth) \($0.field) \($0.value)" }
    for line in [
      "0 Certificate ", "2 serialNumber 00:81:82:83:84:85:86:87:88",
      "5 value \"R\"", "3 notAfter 9999-12-31 23:59:59 UTC", "7 dNSName a.example",
      "7 iPAddress 192.0.2.1", "3 s 2",
    ] { #expect(named.contains(line), "\(line) in \(named)") }
    let summary = try CertificateSummary(certificate)
    #expect(summary.subject == "O=O, CN=C, serialNumber=S" && summary.issuer == "CN=R")
    #expect(summary.publicKeyAlgorithm == "id-ecPublicKey, secp256r1")
  }

  /// Bytes that are changed, taken away and put in; most are refused, and the rest is shown.
  @Test func certificatesOfStrangers() throws {
    var random = SeededRandom(seed: 9)
    var parts = LintParts()
    parts.key = LintParts.rsa2048
    parts.extensions += [
      ext("551d11", tlv(0x30, tlv(0x82, Array("a.example".utf8)))),
      ext("551d20", tlv(0x30, tlv(0x30, hex("06032a0304")))),
      ext("551d1f", tlv(0x30, tlv(0x30, tlv(0xa0, tlv(0xa0, tlv(0x86, hex("6162"))))))),
    ]
    let seeds = [goldenCertificate, LintParts().der, parts.der]
    var read = 0
    for round in 0..<30_000 {
      var der = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        der[.random(in: 0..<der.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      guard let certificate = try? Certificate(der: der) else { continue }
      read += 1
      try expectShown(certificate)
    }
    #expect(read > 1000)
  }

  private func expectShown(_ certificate: Certificate) throws {
    let count = certificate.der.count
    let parts = try CertificateDissection(certificate).parts
    #expect(parts.reduce(0) { $0 + $1.bytes.count } == count)
    _ = try CertificateSummary(certificate)
    for profile in [LintProfile.rfc7925, .tls13IoT, .ieee8021AR] {
      let findings = certificate.findings(for: profile)
      for finding in findings {
        #expect(finding.saving >= 0 && finding.saving < count, "\(finding)")
        #expect(finding.place.upperBound <= count)
      }
      let mended = certificate.length(mending: findings)
      #expect(mended > 0 && mended <= count)
    }
  }

  /// A wrapping in a wrapping, and so on: what is too deep is shown as it stands.
  @Test func absurdDepth() throws {
    var nested: [UInt8] = []
    for _ in 0..<10_000 { nested = tlv(0x30, nested) }
    var parts = LintParts()
    parts.extensions.append(ext("2a0304", nested))
    let certificate = try parts.certificate
    let deepest = try CertificateDissection(certificate).parts.map(\.depth).max()
    #expect(try #require(deepest) <= 33)
    try expectShown(certificate)
  }

  @Test(
    "identifiers of any size, by name where there is one",
    arguments: [
      ("551d13", "2.5.29.19", "basicConstraints"),
      ("2a864886f70d01010b", "1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
      ("2b65 70", "1.3.101.112", "id-Ed25519"), ("8837", "2.999", nil), ("00", "0.0", nil),
      ("2b06010401 82da4b 8180808000", "1.3.6.1.4.1.44363.268435456", nil),
    ] as [(String, String, String?)])
  func identifiers(content: String, dotted: String, name: String?) {
    let id = ObjectIdentifierText(hex(content))
    #expect(id.dotted == dotted && id.name == name && id.text == name ?? dotted)
  }

  @Test(
    arguments: [
      (1, "1 second"), (86_400, "1 day"), (90_061, "1 day 1 hour 1 minute 1 second"),
      (31_536_000, "365 days"), (0, "0 seconds"),
    ] as [(Int64, String)])
  func durations(seconds: Int64, text: String) { #expect(durationText(seconds) == text) }
}
