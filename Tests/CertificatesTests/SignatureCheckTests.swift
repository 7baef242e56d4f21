// SPDX-License-Identifier: Apache-2.0
import Certificates
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// OpenSSL issues; every provider looks at the signatures.
@Suite(.peer("openssl", package: "openssl"))
struct SignatureCheckTests {
  static let providers = [
    Provider(OpenSSLCrypto.self), Provider(MbedTLSCrypto.self), Provider(PortableCrypto.self),
  ]

  static let kinds: [(name: String, key: [String], hash: String, algorithm: SignatureAlgorithm)] = [
    ("p256-sha256", p256, "-sha256", .ecdsa(.sha256)),
    ("p256-sha384", p256, "-sha384", .ecdsa(.sha384)),
    ("p256-sha512", p256, "-sha512", .ecdsa(.sha512)),
    ("rsa-sha256", rsa, "-sha256", .rsaPKCS1(.sha256)),
    ("rsa-sha384", rsa, "-sha384", .rsaPKCS1(.sha384)),
    ("rsa-sha512", rsa, "-sha512", .rsaPKCS1(.sha512)),
    ("pss-sha256", rsa, "-sha256", .rsaPSS(.sha256)),
    ("pss-sha384", rsa, "-sha384", .rsaPSS(.sha384)),
    ("pss-sha512", rsa, "-sha512", .rsaPSS(.sha512)),
    ("ed25519", ["-algorithm", "ed25519"], "-sha256", .ed25519),
  ]
  private static let p256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
  private static let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]

  private static let pss = [
    "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest",
  ]

  @Test(arguments: providers, Array(kinds.indices))
  func whatOpenSSLSigned(provider: Provider, kind: Int) throws {
    let kind = Self.kinds[kind]
    let root = try selfSigned(kind.key, kind.hash, kind.name.hasPrefix("pss") ? Self.pss : [])
    #expect(root.signatureAlgorithm == kind.algorithm)
    try check(root, by: root, provider.type)
  }

  private func check<Crypto: CryptoProvider>(
    _ certificate: Certificate, by issuer: Certificate, _ crypto: Crypto.Type
  ) throws {
    guard certificate.signatureAlgorithm != .ed25519 || Crypto.Ed25519.isAvailable else {
      #expect(throws: SignatureFault.crypto(.unsupported)) {
        try certificate.checkSignature(by: issuer, using: crypto)
      }
      return
    }
    try certificate.checkSignature(by: issuer, using: crypto)
    var changed = certificate.der
    changed[20] ^= 1  // within the serial number
    let other = try Certificate(der: changed)
    #expect(throws: SignatureFault.crypto(.invalidSignature)) {
      try other.checkSignature(by: issuer, using: crypto)
    }
  }

  @Test(arguments: providers)
  func anotherKeyDidNotSign(provider: Provider) throws {
    try anotherKey(provider.type)
  }

  private func anotherKey<Crypto: CryptoProvider>(_ crypto: Crypto.Type) throws {
    let first = try selfSigned(Self.p256, "-sha256")
    let second = try selfSigned(Self.p256, "-sha256")
    let rsa = try selfSigned(Self.rsa, "-sha256")
    #expect(throws: SignatureFault.crypto(.invalidSignature)) {
      try first.checkSignature(by: second, using: crypto)
    }
    #expect(throws: SignatureFault.otherKey) {
      try first.checkSignature(by: rsa, using: crypto)
    }
    #expect(throws: SignatureFault.otherKey) {
      try rsa.checkSignature(by: first, using: crypto)
    }
  }

  @Test func weakOnesAreRefusedThoughTheyAreCorrect() throws {
    let sha1 = try selfSigned(Self.rsa, "-sha1")
    #expect(throws: SignatureFault.brokenHash) {
      try sha1.checkSignature(by: sha1, using: OpenSSLCrypto.self)
    }
    let short = try selfSigned(
      ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], "-sha256")
    #expect(short.publicKeyAlgorithm == .rsa(bits: 1024))
    #expect(throws: SignatureFault.shortKey(bits: 1024)) {
      try short.checkSignature(by: short, using: OpenSSLCrypto.self)
    }
    let p384 = try selfSigned(
      ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "-sha384")
    #expect(throws: SignatureFault.unknownAlgorithm) {
      try p384.checkSignature(by: p384, using: OpenSSLCrypto.self)
    }
  }

  /// Another hash for the mask, or a salt of another length, or SHA-1 (RFC 4055, 3.1).
  @Test func otherParametersOfPSS() throws {
    for (options, fault) in [
      (["-sigopt", "rsa_mgf1_md:sha512"], SignatureFault.unknownAlgorithm),
      (["-sigopt", "rsa_pss_saltlen:20"], .unknownAlgorithm),
      (["-sigopt", "rsa_pss_saltlen:max"], .unknownAlgorithm),
      (["-sha1"], .brokenHash),
    ] {
      let root = try selfSigned(Self.rsa, "-sha256", Self.pss + options)
      #expect(throws: fault) { try root.checkSignature(by: root, using: OpenSSLCrypto.self) }
    }
  }

  @Test func parametersOfPSSThatAreNone() {
    let sha256 = hex("300d 0609608648016503040201 0500")
    let mask = tlv(0x30, hex("06092a864886f70d010108"), sha256)
    func algorithm(_ parameters: [UInt8]...) -> [UInt8] {
      tlv(0x30, hex("06092a864886f70d01010a"), tlv(0x30, parameters.flatMap { $0 }))
    }
    func fault(_ algorithm: [UInt8]) -> DERError.Fault? {
      let parts = PartsWithAlgorithm(algorithm: algorithm)
      do throws(DERError) {
        _ = try Certificate(der: parts.der)
        return nil
      } catch { return error.fault }
    }
    let (hash, salt) = (tlv(0xa0, sha256), hex("a203020120"))
    #expect(fault(algorithm(hash, tlv(0xa1, mask), salt)) == nil)
    #expect(fault(algorithm(hash, tlv(0xa1, mask), salt, hex("a303020102"))) == nil)
    #expect(fault(algorithm()) == nil, "SHA-1 throughout")
    #expect(fault(algorithm(hash, tlv(0xa1, mask), hex("a2030201ff"))) == .value)
    #expect(fault(algorithm(tlv(0xa1, mask), hash)) == .leftover(17))
    #expect(fault(algorithm(hash + hash)) == .leftover(17))
    #expect(fault(algorithm(tlv(0xa0, sha256 + [5, 0]))) == .leftover(2))
    #expect(
      fault(tlv(0x30, hex("06092a864886f70d01010a"))) == .truncated(missing: 2),
      "a signature's parameters are there (RFC 4055, 3.1)")
  }

  @Test(arguments: [
    (SignatureFault.brokenHash, "SHA-256"), (.unknownAlgorithm, "Ed25519"),
    (.otherKey, "issuer"), (.shortKey(bits: 1024), "1024 bits"),
    (.crypto(.invalidSignature), "signature"),
  ])
  func aFaultSaysWhatWouldMendIt(_ fault: SignatureFault, _ word: String) {
    #expect(fault.description.contains(word))
  }

  private func selfSigned(
    _ key: [String], _ hash: String, _ options: [String] = []
  ) throws -> Certificate {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/key.pem"
    try openssl(["genpkey", "-out", path] + key)
    let text = try openssl(
      ["req", "-x509", "-new", "-key", path, hash, "-subj", "/CN=Root", "-days", "30"]
        + options)
    let bytes = Array(text.utf8)
    return try Certificate(der: PEMReader.all(.certificate, in: bytes.span)[0])
  }
}
