// SPDX-License-Identifier: Apache-2.0
import Foundation
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// A key and its signatures, made by OpenSSL 3.0's command line:
/// `openssl genrsa 2048`, then `openssl dgst -sha256 -sign key.pem` and its sisters, for PSS
/// with `-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest`.
private let message = Array("Things That Keep Secrets".utf8)
private let publicKey = hex(
  """
  3082010a0282010100de3af67ace115076ea41fb00d4adc28a62218a513dfe72
  a50f4607888e63896dbd2fa60506cb94f1f82d4e14ae373baec219ff40d088f5
  3c2b027f141fe286463683a6958026c9dc59348a0b93abd01760b3dc1d77e909
  696ae356344b991e936c89e01a7e6ac56ce937aff849984398656b0387a3121b
  8b6d7dd583d47900becf8af2fba992e81119d44d0aa1913a4a8728ac7cea8858
  29b8d48b6fea4202e6a6419a098f3c861e56fce73b49a0e080dc9569421ac035
  ebd11c35cea2edce158208a48b2e49f578f051f36f7cb391aace1fd07737bde2
  6614ddfdc536767076f27e98aad6e011b4962551899d2aac85e3cdc4fd49b404
  7371c79bf527b668b10203010001
  """)

private struct Example: Sendable, CustomTestStringConvertible {
  let padding: RSAPadding
  let hash: DigestAlgorithm
  let signature: [UInt8]

  var testDescription: String { "\(padding), \(hash)" }
}

private let examples = [
  Example(
    padding: .pkcs1, hash: .sha256,
    signature: hex(
      """
      bb5a91136b445b000653b9e5aeb0a541e6d5b09aed4629efa96c620e199f9b49
      a263ec8e3be2335c5e627ff13dfca302004e8e557793d782b6209f7f2ff3f74c
      a149c7f31ec6a5d8badd444b4f52760fe5cf36ad6e4e3a9e938920caed85ed2f
      e4c19c870d5c8d0ceee62e3df8a838967777f04bcbd79a2af261d0fe910fc5a3
      96d2014e8930103f263d64fbe481bef83d2062595f4e1f9bc283b7866ae3ba90
      c7797c8fd559b77baa1c53883e79beb8839f6f988267f30f3387794ed525444a
      e299b89d0998e1a38aa05dde7f783e15f9faede1bd0e22aee3cbe0999464e0c7
      47e04783e8d8f90c8ee6b9cac70b3d32db8adfff34668153cc843df5a7244abf
      """)),
  Example(
    padding: .pkcs1, hash: .sha384,
    signature: hex(
      """
      85fa437e14e0ddaee82a1d791eac1184d5d71acfcb2db359061a4e446e798366
      1fe67e50c00dc4c31b16b9e3deb38192fd99152fb3bf4c68bd599bf492591154
      33ad92a1eadd4303c49a2931cb4e15cd95db79dd1e174e3da21dd1910c780b90
      d75264ff93f4c650f1d13c528bd37ce6cdf9cec2aca3475378f6bd59cba2bd9d
      d99ce562e646ccb6eaa5a8fe52302502e2e6323e2bba705e1b7dfad7db11a97d
      6c45429cf6b964ff17da78cdf5de46ab4b13ee9198eac8bd79bc46beffd319dc
      96bce7914b55ca679facde6a38bf46a7e2da5ce2906500e91ef064103f8c2879
      ddef5fdd32ee7d693cb5cb9befd8fe594b229dedf96a120c667517d6c0365835
      """)),
  Example(
    padding: .pkcs1, hash: .sha512,
    signature: hex(
      """
      8fb0c0e55e6fa3394e0ad831b8a4eacfeb1b8445462c6e32a649ad9eb1cc50d2
      d58e0081b5e00d64dedf1cdc6534e6d2ff45bb1afd8b8c29a0a651015d9caad8
      c13de2cbf24c696bb4c0c08f9799d7ab9e6891f2faf66d322ece1bdd0383b25c
      09171bcd1cc9d2e308cb114eec11e19cdcf73b89779707c3e620e85d274f7030
      fc43ed0624a0be74dddb4e377731b2be7db37ea3b9d40e26273879e56d4975a5
      a296d150f57dd98143b06e8ecd1f757e3bb4939fb196578a8f6aa8f3cbaf84c9
      56d92582bdf3506512f1f534e785fc548ac4e5fb6d03bcdb17ffa55f887bfa5d
      7ace6003fcac010ef9f794190ad1efdae62cf543cd117e65c11b223f9880681a
      """)),
  Example(
    padding: .pss, hash: .sha256,
    signature: hex(
      """
      538e1b1b22a9c28dce68b782cdf2a1cd4d29a3245f0a9eff870fd601604d88ea
      fbb3011a40ddfda62d380eb631264790dcb1fc36c5158bc68ac8f7084619d6d0
      8131b4806cbb160afb36e97e883b6a61954eb7a84f5b9aa53437191f2711bcc1
      4144636e662a750177efc1350c8fb5b142165259a84466c8c43709cc2b99d877
      8091a106f06e144a6633c3a6a737a0984b96c41fd913aaf1b7a1eec8d66d1b15
      123a59e8b3d117456a2f257e0f7f4e075bdba71ad5bb45f2598b34a2b64da930
      a0677558fb45ca1d90e605a999bc6015dd4d3033a0464d7fe860d705e0567a45
      3631a59cc8d4203554609f65b4bdfb3d49c6450198e91d674e87f84b8573816c
      """)),
  Example(
    padding: .pss, hash: .sha384,
    signature: hex(
      """
      8e2bf908b8b37f7f29259e255b6538d6ac8c7b33b6fd3930827b387f8ff50277
      31530f230ef29f4fc6be2220e84edb6d575d153a0143e2bbf1d3715961b969f2
      52e9b8f75dd677fe8eb83d9b4e7fc30adbb34083fa81d4e5c9cb61c44594ecbb
      6d62b28f17342493db7128676267261e91fa0c2371f32bd58ddcdccb8f07f4dd
      4cea3c35cb19d5c5bf84e9123ceffeb3bd8dd9c84ea8186c9c42cdbdf2d540de
      7bf220200858210687b4e3fc6e2082b11f22c5ab31349a48f7fc60617d4f6c8e
      0c075d636c67259e8d5283f35088a744306ed80938e4b2f666997e0696e8058b
      70e204400b2f1693a37a4db50745c95521a639745dfb60a6593f5723c7dfd3dc
      """)),
  Example(
    padding: .pss, hash: .sha512,
    signature: hex(
      """
      1ecd7e3d22d4442443615bef1239d6cb3c1004cad723bdb14e4182a3237ee7ad
      27adc7c523c88ad23e4ae145d13e4a30418e91970665f03e1bffbfaf44b42d2a
      af5defd8ff8febf9cd728e34ff514ae40138e45dd31b13814e480a7ad0b872d1
      df72aa2fe110b8ec674d360f327bf4d961155110405c2231c420c967cafae82d
      28041818e836134856bcbbf5a7a2e9ac071017f0cd00e57f0eadca4c4fa8b047
      ecfe6c8e30dd6703f31418732f6c7ab3a63bd8b43df728989432ad662520a0e8
      b8a89652110bb154c7350d8d1a25737f0677f8d3749b314868919c98e4a255e1
      b078a1c964a6f58e4520778c41d111331ad30e3d44cfd54593f9c24ae095b569
      """)),
]

/// The same key and message, but a salt of 20 bytes, and a mask made with SHA-512.
private let saltOf20 = hex(
  """
  8ccf10a6017c4a3a5c3f7e7b45f27db718d3938ed4f1c1cdfbecfbab0e1744ce
  4d8aa26161a4702110c4ad6eba5bc54dfab4d11acf1dee4b4e381a90da61b460
  9ab862076d32dc04db3bb0b3028b6b84763ad7edc78bc6a7079916a537b0480a
  46cc68303e50f1ea26b10668e1ff9c267d485f1ab1e526bec8ee9e2c0179b16f
  fd40da60becf709f3b65a664725de2a318d9f5524ca9b7e54483f47782fd59cb
  1a26b72b8df3c6d27892dd94d93172e1103792b2efb40ca44872b0dc60029b2c
  a155a43734405f6cd371331b62e0b3ad1176965231bffaff3c63c5b70bdaea84
  ec58a8cdc6a34f01035830b686665ad6e1571d8d363c0b89031bdcb07f4b4ffb
  """)
private let otherMask = hex(
  """
  09d4e05a72f030a9c0228d16149d5fd9a161880ff0801dde35600f1ce0a6f09a
  e1199c419818c575c83cbae9bcc1cc1b9e7236b9fd28e251546b535fbb15f180
  6e4acdaa988c7b0c3e6ede617123b0733b155876bf9cc18918932505d7504d3b
  955e889e1736caf1d7ad03c0eb8a0a58140f6de360f9f897661c8c4a465ab8d0
  b3406843c8abc1134bed5ef2a44c5dc824b42ba16b3460f97b141b03feb3271e
  7ed60785aaa120f12d4b07a05d422c4a2e0e7f99a03334b6fb49e4b76305e860
  ed9b1cd2a4c3c6db909d250449c23dd929a9a5cad370d85bd45d6a1c46127632
  28a598d67d27bd628890096a2afbe17403cfa7832061d7d9e42a68c7f314f4be
  """)

/// DER, written by hand so that it can be written wrongly.
private func integer(_ digits: [UInt8]) -> [UInt8] { element(0x02, digits) }

private func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
  let count = content.count
  let length: [UInt8] =
    count < 0x80
    ? [UInt8(count)]
    : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
  return [tag] + length + content
}

private func key(modulus: [UInt8], exponent: [UInt8] = [1, 0, 1]) -> [UInt8] {
  element(0x30, integer(modulus) + integer(exponent))
}

/// An odd number of so many bits, with the zero in front that DER wants.
private func modulus(bits: Int) -> [UInt8] {
  var digits = [UInt8](repeating: 0xA5, count: (bits + 7) / 8)
  let top = UInt8(1 << ((bits + 7) % 8))
  digits[0] = top | (digits[0] & (top - 1))
  return digits[0] >= 0x80 ? [0] + digits : digits
}

struct RSATests {
  private func refusal<P: CryptoProvider>(
    _: P.Type, _ signature: [UInt8], _ padding: RSAPadding, _ hash: DigestAlgorithm,
    message: [UInt8] = message, key: [UInt8] = publicKey
  ) -> CryptoError? {
    PrimitivesTests.refusal { () throws(CryptoError) in
      var key = try P.RSA(publicKey: key.span)
      try key.verify(signature.span, of: message.span, padding: padding, hash: hash)
    }
  }

  @Test(arguments: providers, examples)
  private func whatWasSignedIsBelieved(provider: Provider, example: Example) {
    func check<P: CryptoProvider>(_: P.Type) {
      let error = refusal(P.self, example.signature, example.padding, example.hash)
      #expect(error == (P.RSA.isAvailable ? nil : .unsupported))
    }
    check(provider.type)
  }

  /// Another padding, another hash, another message: one key for all, none of them believed,
  /// and afterwards the true one still is.
  @Test(arguments: providers, examples)
  private func nothingElseIs(provider: Provider, example: Example) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      guard P.RSA.isAvailable else { return try lacks(P.self) }
      var key = try P.RSA(publicKey: publicKey.span)
      func verdict(
        _ key: inout P.RSA, _ signature: [UInt8], _ message: [UInt8], _ padding: RSAPadding,
        _ hash: DigestAlgorithm
      ) -> CryptoError? {
        do throws(CryptoError) {
          try key.verify(signature.span, of: message.span, padding: padding, hash: hash)
          return nil
        } catch { return error }
      }
      for padding in RSAPadding.allCases {
        for hash in DigestAlgorithm.allCases {
          let isTrue = padding == example.padding && hash == example.hash
          #expect(
            verdict(&key, example.signature, message, padding, hash)
              == (isTrue ? nil : .invalidSignature))
        }
      }
      #expect(
        verdict(&key, example.signature, message + [0], example.padding, example.hash)
          == .invalidSignature)
      #expect(
        verdict(&key, example.signature, [], example.padding, example.hash)
          == .invalidSignature)
      var random = SeededRandom(seed: 11)
      for _ in 0..<50 {
        var changed = example.signature
        let bit = Int.random(in: 0..<changed.count * 8, using: &random)
        changed[bit / 8] ^= 1 << (bit % 8)
        #expect(
          verdict(&key, changed, message, example.padding, example.hash) == .invalidSignature)
      }
      for wrong in [
        [], [0], Array(example.signature.dropFirst()), Array(example.signature.dropLast()),
        [0] + example.signature, example.signature + [0],
        [UInt8](repeating: 0, count: 256), [UInt8](repeating: 0xFF, count: 256),
      ] {
        #expect(
          verdict(&key, wrong, message, example.padding, example.hash) == .invalidSignature)
      }
      #expect(verdict(&key, example.signature, message, example.padding, example.hash) == nil)
    }
    try check(provider.type)
  }

  /// PSS has two lengths and two hashes that could be chosen; here nobody may.
  @Test(arguments: providers, [saltOf20, otherMask])
  func otherSaltsAndMasksAreRefused(provider: Provider, signature: [UInt8]) {
    func check<P: CryptoProvider>(_: P.Type) {
      let error = refusal(P.self, signature, .pss, .sha256)
      #expect(error == (P.RSA.isAvailable ? .invalidSignature : .unsupported))
    }
    check(provider.type)
  }

  /// From 2048 to 4096 bits, both included.
  @Test(
    arguments: providers,
    [
      (1024, false), (2040, false), (2047, false), (2048, true), (2049, true), (3072, true),
      (4095, true), (4096, true), (4097, false), (8192, false),
    ] as [(bits: Int, isKey: Bool)])
  func sizesOfModuli(provider: Provider, size: (bits: Int, isKey: Bool)) {
    func check<P: CryptoProvider>(_: P.Type) {
      let der = key(modulus: modulus(bits: size.bits))
      let error = PrimitivesTests.refusal { () throws(CryptoError) in
        _ = try P.RSA(publicKey: der.span)
      }
      #expect(error == (P.RSA.isAvailable ? size.isKey ? nil : .invalidKey : .unsupported))
    }
    check(provider.type)
  }

  @Test(arguments: providers, wrongKeys.indices)
  func wrongKeysAreRefused(provider: Provider, index: Int) {
    let (what, der) = wrongKeys[index]
    func check<P: CryptoProvider>(_: P.Type) {
      let error = PrimitivesTests.refusal { () throws(CryptoError) in
        _ = try P.RSA(publicKey: der.span)
      }
      #expect(
        error == (P.RSA.isAvailable ? .invalidKey : .unsupported), "\(what)")
    }
    check(provider.type)
  }

  private func lacks<P: CryptoProvider>(_: P.Type) throws {
    #expect(refusal(P.self, [], .pkcs1, .sha256) == .unsupported)
  }
}

/// Each is one step away from a good key.
private let wrongKeys: [(what: String, der: [UInt8])] = {
  let good = modulus(bits: 2048)
  var even = good
  even[even.count - 1] &= 0xFE
  return [
    ("nothing", []),
    ("a byte", [0x30]),
    ("truncated", Array(publicKey.dropLast())),
    ("trailing byte", publicKey + [0]),
    ("trailing number", element(0x30, integer(good) + integer([1, 0, 1]) + integer([1]))),
    ("no exponent", element(0x30, integer(good))),
    ("even modulus", key(modulus: even)),
    ("negative modulus", key(modulus: Array(good.dropFirst()))),
    ("two zeros in front", key(modulus: [0] + good)),
    ("empty modulus", key(modulus: [])),
    ("exponent zero", key(modulus: good, exponent: [0])),
    ("exponent one", key(modulus: good, exponent: [1])),
    ("even exponent", key(modulus: good, exponent: [1, 0, 0])),
    ("negative exponent", key(modulus: good, exponent: [0x81, 1])),
    ("zero before the exponent", key(modulus: good, exponent: [0, 1, 0, 1])),
    ("empty exponent", key(modulus: good, exponent: [])),
    ("exponent of 65 bits", key(modulus: good, exponent: [1, 0, 0, 0, 0, 0, 0, 0, 1])),
    ("a set", element(0x31, integer(good) + integer([1, 0, 1]))),
    ("a bit string", element(0x30, element(0x03, good) + integer([1, 0, 1]))),
    // BER, not DER: a length that could be shorter, and one that is not told.
    ("long length", [0x30, 0x83, 0x00] + publicKey[2...]),
    ("indefinite length", [0x30, 0x80] + publicKey[4...] + [0, 0]),
    (
      "long length of the exponent",
      element(0x30, integer(good) + [0x02, 0x81, 0x03, 0x01, 0x00, 0x01])
    ),
  ]
}()

private struct RSAGroup: Decodable {
  struct Test: Decodable {
    enum Verdict: String, Decodable { case valid, invalid, acceptable }
    var tcId: Int
    var comment, msg, sig: String
    var result: Verdict
  }
  var publicKeyAsn: String
  var tests: [Test]
}

/// What is "acceptable" leaves out the NULL behind the hash's name, which RFC 8017 lets a
/// verifier take (A.2.4, note 2) and none of ours does.
@Suite(.wycheproof)
struct RSAWycheproofTests {
  @Test(
    arguments: providers,
    [
      ("rsa_signature_2048_sha256_test.json", .pkcs1, .sha256),
      ("rsa_signature_2048_sha512_test.json", .pkcs1, .sha512),
      ("rsa_signature_3072_sha256_test.json", .pkcs1, .sha256),
      ("rsa_pss_2048_sha256_mgf1_32_test.json", .pss, .sha256),
      ("rsa_pss_3072_sha256_mgf1_32_test.json", .pss, .sha256),
    ] as [(file: String, padding: RSAPadding, hash: DigestAlgorithm)])
  func rsa(
    provider: Provider, vectors: (file: String, padding: RSAPadding, hash: DigestAlgorithm)
  ) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var run = 0
      for group: RSAGroup in try Wycheproof.read(vectors.file) {
        for test in group.tests {
          let error = refusal { () throws(CryptoError) in
            var key = try P.RSA(publicKey: hex(group.publicKeyAsn).span)
            try key.verify(
              hex(test.sig).span, of: hex(test.msg).span, padding: vectors.padding,
              hash: vectors.hash)
          }
          run += 1
          let verdict: CryptoError? = test.result == .valid ? nil : .invalidSignature
          #expect(
            error == (P.RSA.isAvailable ? verdict : .unsupported), "\(test.tcId): \(test.comment)")
        }
      }
      #expect(run > 100)
    }
    try check(provider.type)
  }
}
