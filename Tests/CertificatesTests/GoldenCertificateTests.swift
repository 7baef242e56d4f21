// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import TestSupport
import Testing
import Wire

/// What `FixedCrypto` issues: every field of the grammar, and each length in its short and its
/// long form.
let goldenCertificate = hex(
  """
  30 82017d  -- Certificate
   30 820162  -- tbsCertificate
    a0 03 02 01 02  -- version: v3
    02 09 008182838485868788  -- serialNumber: a zero byte keeps it positive
    30 0a 06 08 2a8648ce3d040302  -- signature: ecdsa-with-SHA256
    30 0c 31 0a 30 08 06 03 550403 0c 01 52  -- issuer: CN=R
    30 20  -- validity
     17 0d 3030303232393030303030305a  -- notBefore: 000229000000Z
     18 0f 39393939313233313233353935395a  -- notAfter: 99991231235959Z
    30 24  -- subject
     31 0a 30 08 06 03 55040a 0c 01 4f  -- O=O
     31 0a 30 08 06 03 550403 0c 01 43  -- CN=C
     31 0a 30 08 06 03 550405 13 01 53  -- serialNumber=S
    30 59  -- subjectPublicKeyInfo
     30 13 06 07 2a8648ce3d0201 06 08 2a8648ce3d030107  -- id-ecPublicKey, secp256r1
     03 42 00 04  -- a point that is not compressed: the base point
      6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296
      4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5
    a3 8192 30 818f  -- extensions
     30 0c 06 03 551d13 01 01 ff 04 02 30 00  -- basicConstraints, critical: not an authority
     30 0e 06 03 551d0f 01 01 ff 04 04 03 02 07 80  -- keyUsage, critical: digitalSignature
     30 13 06 03 551d25 04 0c 30 0a 06 08 2b06010505070301  -- extKeyUsage: id-kp-serverAuth
     30 1a 06 03 551d11 04 13 30 11  -- subjectAltName
      82 09 612e6578616d706c65  -- dNSName: a.example
      87 04 c0000201  -- iPAddress: 192.0.2.1
     30 1d 06 03 551d0e 04 16  -- subjectKeyIdentifier
      04 14 000102030405060708090a0b0c0d0e0f10111213
     30 1f 06 03 551d23 04 18 30 16  -- authorityKeyIdentifier
      80 14 000102030405060708090a0b0c0d0e0f10111213
   30 0a 06 08 2a8648ce3d040302  -- signatureAlgorithm: ecdsa-with-SHA256
   03 09 00 30 06 02 01 01 02 01 02  -- signatureValue: r = 1, s = 2
  """.split(separator: "\n").map(withoutComment).joined())

private func withoutComment(_ line: Substring) -> Substring {
  line.range(of: "--").map { line[..<$0.lowerBound] } ?? line
}

struct GoldenCertificateTests {
  @Test func everyByteIsAsTheGrammarSays() throws {
    #expect(hexString(try issue()) == hexString(goldenCertificate))
  }

  /// The capture that the chapter explains.
  @Test func theBookExplainsTheSameBytes() throws {
    let file = URL(fileURLWithPath: #filePath)
      .appending(path: "../../../Chapters/05-Certificates/certificate.der").standardized
    #expect(try [UInt8](Data(contentsOf: file)) == goldenCertificate)
  }

  @Test func itIsAppendedToWhatIsThere() throws {
    let der = try written(room: 1 + goldenCertificate.count) { out throws(X509Error) in
      out.append(0xee)
      try issue(into: &out)
    }
    #expect(der == [0xee] + goldenCertificate)
  }

  @Test func everyBufferThatIsTooSmallIsLeftAsItWas() throws {
    for room in 0..<goldenCertificate.count {
      let error: X509Error? = refusal(room: room) { out throws(X509Error) in
        try issue(into: &out)
      }
      guard case .encoding(let wire) = error, case .noRoom(let missing) = wire.fault else {
        Issue.record("room for \(room): \(String(describing: error))")
        continue
      }
      #expect(1...(goldenCertificate.count - room) ~= missing)
    }
  }

  private func issue() throws(X509Error) -> [UInt8] {
    try written(room: goldenCertificate.count) { out throws(X509Error) in try issue(into: &out) }
  }

  private func issue(into out: inout OutputSpan<UInt8>) throws(X509Error) {
    var ca = try CertificateAuthority<FixedCrypto>(
      name: Name(commonName: ascii("R")), key: FixedCrypto.P256())
    try ca.issue(
      .server([.dns(ascii("a.example")), .ip([192, 0, 2, 1])]),
      to: Name(organization: ascii("O"), commonName: ascii("C"), serialNumber: ascii("S")),
      publicKey: basePoint, serialNumber: SerialNumber(random: hex("8182838485868788")),
      validity: Validity(notBefore: Time(secondsSince1970: 951_782_400), notAfter: .noExpiry),
      into: &out)
  }
}
