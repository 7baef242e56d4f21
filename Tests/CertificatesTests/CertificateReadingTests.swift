// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

struct CertificateReadingTests {
  @Test func everyFieldOfTheGoldenCertificateIsFound() throws {
    let certificate = try Certificate(der: goldenCertificate)
    #expect(certificate.version == 3)
    #expect(text(certificate.serialNumber) == "8182838485868788")
    #expect(certificate.signatureAlgorithm == .ecdsa(.sha256))
    #expect(text(certificate.issuer) == "300c310a300806035504030c0152")
    #expect(certificate.subject.count == 38)
    #expect(certificate.validity.notAfter == .noExpiry)
    #expect(certificate.validity.notBefore == Time(secondsSince1970: 951_782_400))
    #expect(certificate.publicKeyAlgorithm == .p256)
    #expect(certificate.publicKey.count == 65)
    #expect(certificate.subjectPublicKeyInfo.count == 91)
    #expect(certificate.toBeSigned.count == 0x162 + 4)
    #expect(text(certificate.signature) == "3006020101020102")
    let extensions = certificate.extensions
    #expect(extensions.basicConstraints?.isAuthority == false)
    #expect(extensions.basicConstraints?.pathLength == nil)
    #expect(extensions.keyUsage == .digitalSignature)
    #expect(!extensions.hasUnknownCritical)
    let key = "000102030405060708090a0b0c0d0e0f10111213"
    #expect(text(certificate.subjectKeyIdentifier) == key)
    #expect(text(certificate.authorityKeyIdentifier) == key)
    #expect(text(certificate.subjectAltName) == "30118209612e6578616d706c658704c0000201")
    #expect(text(certificate.extendedKeyUsage) == "300a06082b06010505070301")
  }

  @Test(arguments: providers)
  func whatOneProviderIssuesAnotherVerifies(provider: Provider) throws {
    try issueAndVerify(provider.type)
  }

  private func issueAndVerify<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    var authority = try CertificateAuthority<Crypto>(
      name: Name(commonName: Array("Root".utf8)), key: try Crypto.newKey())
    let validity = try Validity(notBefore: Time(secondsSince1970: 0), notAfter: .noExpiry)
    let serialNumber = try SerialNumber(random: [UInt8](repeating: 0xff, count: 20))
    let root = try Certificate(
      der: authority.root(pathLength: 2, serialNumber: serialNumber, validity: validity))
    #expect(root.extensions.basicConstraints?.isAuthority == true)
    #expect(root.extensions.basicConstraints?.pathLength == 2)
    #expect(root.extensions.keyUsage == [.keyCertSign, .cRLSign])
    #expect(text(root.authorityKeyIdentifier) == nil)
    #expect(root.serialNumber.count == 20)
    try OpenSSLCrypto.P256.verify(
      root.signature, of: root.toBeSigned, publicKey: root.publicKey)
    var changed = root.der
    changed[20] ^= 1  // within the serial number
    let other = try Certificate(der: changed)
    #expect(throws: CryptoError.invalidSignature) {
      try OpenSSLCrypto.P256.verify(
        other.signature, of: other.toBeSigned, publicKey: root.publicKey)
    }
  }

  @Test func cutOrChangedAnywhereItNeverTraps() throws {
    for length in 0..<goldenCertificate.count {
      #expect(throws: DERError.self) {
        try Certificate(der: Array(goldenCertificate[..<length]))
      }
    }
    for place in goldenCertificate.indices {
      for value in UInt8.min...UInt8.max where value != goldenCertificate[place] {
        var changed = goldenCertificate
        changed[place] = value
        guard let read = try? Certificate(der: changed) else { continue }
        #expect(read.toBeSigned.count == 0x162 + 4)
      }
    }
  }

  @Test func bytesBehindAreRefused() {
    #expect(throws: DERError(.leftover(1), "Certificate", at: goldenCertificate.count)) {
      try Certificate(der: goldenCertificate + [0])
    }
  }

  @Test func aGiantIsNotRead() {
    let giant = [0x30, 0x83, 0x01, 0x00, 0x00] + [UInt8](repeating: 0, count: 65_536)
    #expect(throws: DERError(.lengthTooLong, "Certificate", at: 0)) {
      try Certificate(der: giant)
    }
  }

  @Test func thePartsMakeACertificate() throws {
    #expect(try Certificate(der: Parts().der).version == 3)
  }

  //= rfc5280#4.1.1.2
  //# This field MUST contain the same algorithm identifier as the
  //# signature field in the sequence tbsCertificate (Section 4.1.2.3).
  @Test func theAlgorithmBesideTheSignatureIsTheSignedOne() {
    var parts = Parts()
    parts.outerAlgorithm = hex("300a06082a8648ce3d040303")
    expect("signatureAlgorithm", parts)
    parts.outerAlgorithm = hex("300c06082a8648ce3d0403020500")
    expect("signatureAlgorithm", parts)
  }

  //= rfc5280#4.2
  //# A certificate MUST NOT include more than
  //# one instance of a particular extension.
  @Test func anExtensionComesOnce() {
    var parts = Parts()
    parts.extensions = [Parts.basicConstraints, Parts.basicConstraints]
    expect("extnID", parts)
    let unknown = tlv(0x30, hex("06022a03"), hex("0400"))
    parts.extensions = [unknown, Parts.basicConstraints, unknown]
    expect("extnID", parts)
    parts.extensions = (1...33).map { tlv(0x30, hex("06022a"), [UInt8($0)], hex("0400")) }
    expect("extnID", parts)
    parts.extensions = []
    expect("Extensions", parts)
  }

  @Test func aCriticalOneThatNobodyKnowsIsReported() throws {
    var parts = Parts()
    parts.extensions = [tlv(0x30, hex("06022a03"), hex("0400"))]
    #expect(try !Certificate(der: parts.der).extensions.hasUnknownCritical)
    parts.extensions = [tlv(0x30, hex("06022a03"), hex("0101ff"), hex("0400"))]
    #expect(try Certificate(der: parts.der).extensions.hasUnknownCritical)
    parts.extensions = [tlv(0x30, hex("06022a03"), hex("010100"), hex("0400"))]
    expect("critical", parts)
  }

  @Test(arguments: [
    ("020100", true), ("0214" + String(repeating: "7f", count: 20), true),
    ("0201ff", false), ("0215" + String(repeating: "01", count: 21), false),
    ("02020001", false), ("0200", false), ("021500" + String(repeating: "ff", count: 20), false),
  ])
  func serialNumbers(_ der: String, _ valid: Bool) throws {
    var parts = Parts()
    parts.serialNumber = hex(der)
    if valid { _ = try Certificate(der: parts.der) } else { expect("serialNumber", parts) }
  }

  @Test(arguments: [
    ("a003020100", "version"), ("a003020103", "version"), ("a0030201ff", "Version"),
    ("", "tbsCertificate"), ("a003020101", "tbsCertificate"),
  ])
  func versions(_ der: String, _ field: String) {
    var parts = Parts()
    parts.version = hex(der)
    expect(field, parts)
  }

  @Test func aZeroInANameIsRefused() throws {
    var parts = Parts()
    for tag: UInt8 in [0x0c, 0x13, 0x16] {
      parts.subject = name(tag, Array("bank.example".utf8))
      _ = try Certificate(der: parts.der)
      parts.subject = name(tag, Array("bank.example\0.evil.example".utf8))
      expect("value", parts)
    }
    parts.subject = name(0x0c, [0xc3, 0x28])
    expect("value", parts)
    parts.subject = hex("30023100")
    expect("RelativeDistinguishedName", parts)
  }

  @Test(arguments: [
    ("30 0f 06 03 551d11 04 08 3006 8204 61002e62", "GeneralName"),
    ("30 0c 06 03 551d11 04 05 3003 8201 ff", "GeneralName"),
    ("30 0f 06 03 551d11 04 08 3006 8704 c0000201", ""),
    ("30 0e 06 03 551d11 04 07 3005 8703 c00002", "iPAddress"),
    ("30 09 06 03 551d11 04 02 3000", "GeneralNames"),
    ("30 0c 06 03 551d13 04 05 3003 010100", "cA"),
    ("30 0f 06 03 551d13 04 08 3006 0101ff 020100", ""),
    ("30 0f 06 03 551d13 04 08 3006 0101ff 0201ff", "pathLenConstraint"),
    ("30 0b 06 03 551d13 04 04 3000 0500", "extnValue"),
    ("30 0b 06 03 551d0f 04 04 03020780", ""),
    ("30 0b 06 03 551d0f 04 04 03020680", "KeyUsage"),
    ("30 09 06 03 551d25 04 02 3000", "ExtKeyUsageSyntax"),
  ])
  func extensions(_ der: String, _ field: String) throws {
    var parts = Parts()
    parts.extensions = [hex(der)]
    if field.isEmpty { _ = try Certificate(der: parts.der) } else { expect(field, parts) }
  }

  @Test func whatEndsBeforeItBeginsIsRefused() {
    var parts = Parts()
    parts.validity = tlv(
      0x30, tlv(0x17, Array("200101000001Z".utf8)), tlv(0x17, Array("200101000000Z".utf8)))
    expect("validity", parts)
  }

  @Test(
    arguments: [
      ("30 05 06 03 2b6570", "03 21 00" + String(repeating: "01", count: 32), "ed25519"),
      ("30 05 06 03 2b6570", "03 20 00" + String(repeating: "01", count: 31), nil),
      ("30 07 06 03 2b6570 0500", "03 21 00" + String(repeating: "01", count: 32), nil),
      ("30 0d 06 09 2a864886f70d010101 0500", "03 0a 00 3007 020200ff 020103", "rsa(bits: 8)"),
      ("30 0b 06 09 2a864886f70d010101", "03 0a 00 3007 020200ff 020103", nil),
      ("30 13 06 07 2a8648ce3d0201 06 08 2a8648ce3d030107", "03 03 00 04 01", nil),
      ("30 10 06 07 2a8648ce3d0201 06 05 2b81040022", "03 03 00 04 01", "unknown"),
    ] as [(String, String, String?)])
  func keys(_ algorithm: String, _ key: String, _ expected: String?) throws {
    var parts = Parts()
    parts.key = tlv(0x30, hex(algorithm), hex(key))
    guard let expected else {
      #expect(throws: DERError.self) { try Certificate(der: parts.der) }
      return
    }
    #expect("\(try Certificate(der: parts.der).publicKeyAlgorithm)" == expected)
  }

  private func expect(
    _ field: String, _ parts: Parts, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: DERError.self, sourceLocation: sourceLocation) {
      try Certificate(der: parts.der)
    }
    #expect(error.map { "\($0.field.text)" } == field, sourceLocation: sourceLocation)
  }

  private func text(_ bytes: Span<UInt8>?) -> String? {
    guard let bytes else { return nil }
    return hexString(bytes.withUnsafeBufferPointer { Array($0) })
  }
}
