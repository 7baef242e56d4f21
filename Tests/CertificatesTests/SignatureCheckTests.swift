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
    ("ed25519", ["-algorithm", "ed25519"], "-sha256", .ed25519),
  ]
  private static let p256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
  private static let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]

  @Test(arguments: providers, Array(kinds.indices))
  func whatOpenSSLSigned(provider: Provider, kind: Int) throws {
    let kind = Self.kinds[kind]
    let root = try selfSigned(kind.key, kind.hash)
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

  @Test(arguments: [
    (SignatureFault.brokenHash, "SHA-256"), (.unknownAlgorithm, "Ed25519"),
    (.otherKey, "issuer"), (.shortKey(bits: 1024), "1024 bits"),
    (.crypto(.invalidSignature), "signature"),
  ])
  func aFaultSaysWhatWouldMendIt(_ fault: SignatureFault, _ word: String) {
    #expect(fault.description.contains(word))
  }

  private func selfSigned(_ key: [String], _ hash: String) throws -> Certificate {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/key.pem"
    try openssl(["genpkey", "-out", path] + key)
    let text = try openssl(
      ["req", "-x509", "-new", "-key", path, hash, "-subj", "/CN=Root", "-days", "30"])
    let bytes = Array(text.utf8)
    return try Certificate(der: PEMReader.all(.certificate, in: bytes.span)[0])
  }
}
