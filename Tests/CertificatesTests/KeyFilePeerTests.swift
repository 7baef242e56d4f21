// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// Files that OpenSSL and GnuTLS write, and what becomes of them.
@Suite(.peer("openssl", package: "openssl"))
struct KeyFilePeerTests {
  private static let p256 = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
  private static let traditional = ["ecparam", "-name", "prime256v1", "-genkey"]

  /// `ecparam -genkey` puts the curve's name before the key, in a block of its own.
  @Test(arguments: everyProvider) func openSSLsKeys(provider: Provider) throws {
    try openSSLsKeys(provider.type)
  }

  private func openSSLsKeys<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    for command in [Self.p256, Self.traditional, Self.traditional + ["-noout"]] {
      let theirs = ascii(try openssl(command))
      let info = try PrivateKeyInfo(pem: theirs.span)
      let key: Crypto.P256 = try info.key()
      let point = try publicKey(key)
      #expect(info.publicKey == point)
      let converted = ascii(try openssl(["pkcs8", "-topk8", "-nocrypt"], input: theirs))
      let ours = info.pem()
      #expect(array(ours.bytes) == converted)
      let words = try openssl(["pkey", "-check", "-noout"], input: array(ours.bytes))
      #expect(words.contains("Key is valid"))
      let shown = try openssl(["pkey", "-pubout"], input: theirs)
      let alone = try SubjectPublicKeyInfo(.ecdsaP256, point.span)
      #expect(ascii(shown) == pem(.publicKey, alone.der.span))
    }
  }

  @Test(arguments: everyProvider) func withoutThePublicKey(provider: Provider) throws {
    try withoutThePublicKey(provider.type)
  }

  private func withoutThePublicKey<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let whole = ascii(try openssl(Self.traditional + ["-noout"]))
    let half = ascii(try openssl(["ec", "-no_public"], input: whole))
    let info = try PrivateKeyInfo(pem: half.span)
    #expect(info.publicKey == nil)
    let expected = try PrivateKeyInfo(pem: whole.span)
    let key: Crypto.P256 = try info.key()
    #expect(try publicKey(key) == expected.publicKey)
    let ours = info.pem()
    let words = try openssl(["pkey", "-check", "-noout"], input: array(ours.bytes))
    #expect(words.contains("Key is valid"))
  }

  @Test(arguments: everyProvider) func edwardsKeys(provider: Provider) throws {
    try edwardsKeys(provider.type)
  }

  private func edwardsKeys<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let theirs = ascii(try openssl(["genpkey", "-algorithm", "ed25519"]))
    let info = try PrivateKeyInfo(pem: theirs.span)
    let ours = info.pem()
    #expect(array(ours.bytes) == theirs)
    guard Crypto.Ed25519.isAvailable else {
      #expect(keyRefusal(info, Crypto.Ed25519.self) == .crypto(.unsupported))
      return
    }
    let key: Crypto.Ed25519 = try info.key()
    let point = try publicKey(key)
    let alone = try SubjectPublicKeyInfo(.ed25519, point.span)
    let shown = try openssl(["pkey", "-pubout"], input: theirs)
    #expect(ascii(shown) == pem(.publicKey, alone.der.span))
  }

  static let refused: [(commands: [[String]], PrivateKeyFault)] = [
    ([p256, ["pkcs8", "-topk8", "-passout", "pass:a"]], .encrypted),
    ([p256, ["ec", "-aes128", "-passout", "pass:a"]], .encrypted),
    ([["genpkey", "-algorithm", "RSA"]], .rsa),
    ([["genrsa", "-traditional"]], .rsa),
    ([["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]], .otherCurve),
    ([["ecparam", "-name", "secp384r1", "-genkey"]], .otherCurve),
    (
      [
        [
          "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt",
          "ec_param_enc:explicit",
        ]
      ], .otherCurve
    ),
    ([["genpkey", "-algorithm", "x25519"]], .otherAlgorithm),
    ([["genpkey", "-algorithm", "ed448"]], .otherAlgorithm),
    ([p256, ["pkey", "-pubout"]], .missing),
  ]

  @Test(arguments: Array(refused.indices)) func othersAreRefused(kind: Int) throws {
    let (commands, fault) = Self.refused[kind]
    var text: [UInt8] = []
    for command in commands { text = ascii(try openssl(command, input: text)) }
    #expect(throws: X509Error.privateKey(fault)) {
      _ = try PrivateKeyInfo(pem: text.span).algorithm
    }
  }

  @Test func aDamagedText() throws {
    let text = ascii(try openssl(Self.p256))
    let line = try #require(text.firstIndex(of: 0x0a)) + 5
    var changed = text
    changed[line] = UInt8(ascii: "*")
    #expect(throws: X509Error.self) { _ = try PrivateKeyInfo(pem: changed.span).algorithm }
    do throws(X509Error) {
      _ = try PrivateKeyInfo(pem: changed.span).algorithm
    } catch {
      guard case .privateKey(.pem(let reason)) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(reason.fault == .notBase64 && reason.line == 2)
    }
    let none: [UInt8] = []
    #expect(throws: X509Error.privateKey(.missing)) {
      _ = try PrivateKeyInfo(pem: none.span).algorithm
    }
  }

  @Test(.peer("certtool", package: "gnutls-bin")) func gnuTLSReadsOurs() throws {
    for command in [Self.p256, ["genpkey", "-algorithm", "ed25519"]] {
      let theirs = ascii(try openssl(command))
      let info = try PrivateKeyInfo(pem: theirs.span)
      let ours = info.pem()
      let finished = try run("certtool", ["--key-info"], input: array(ours.bytes))
      #expect(finished.status == 0, "\(finished.errorText)")
      #expect(finished.outputText.contains("Public Key Algorithm: E"))
    }
  }

  @Test func publicKeysAlone() throws {
    let folder = try TemporaryFolder()
    for (command, algorithm) in [
      (Self.p256, PublicKeyAlgorithm.p256), (["genpkey", "-algorithm", "ed25519"], .ed25519),
      (["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"], .rsa(bits: 3072)),
      (["genpkey", "-algorithm", "x25519"], .unknown),
    ] {
      let text = ascii(try openssl(["pkey", "-pubout"], input: ascii(openssl(command))))
      let all = try PEMReader.all(.publicKey, in: text.span)
      let der = try #require(all.first)
      let key = try SubjectPublicKeyInfo(der: der)
      #expect(key.algorithm == algorithm)
      let file = try folder.write("key.pem", pem(.publicKey, key.der.span))
      try openssl(["pkey", "-pubin", "-in", file, "-noout"])
      for count in 0..<der.count {
        #expect(throws: DERError.self) { try SubjectPublicKeyInfo(der: Array(der.prefix(count))) }
      }
      #expect(throws: DERError(.leftover(1), "SubjectPublicKeyInfo", at: der.count)) {
        try SubjectPublicKeyInfo(der: der + [0])
      }
    }
  }
}
