// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

private struct Example: Sendable {
  var seed, publicKey, message, signature: [UInt8]

  init(_ seed: String, _ publicKey: String, _ message: String, _ signature: String) {
    self.seed = hex(seed)
    self.publicKey = hex(publicKey)
    self.message = hex(message)
    self.signature = hex(signature)
  }
}

/// RFC 8032, 7.1: tests 1, 2, 3 and SHA(abc).
private let examples = [
  Example(
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
    """
    e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
    5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
    """),
  Example(
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
    """
    92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
    085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
    """),
  Example(
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
    """
    6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
    18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
    """),
  Example(
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    """
    ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
    2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
    """,
    """
    dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589
    09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704
    """),
]
/// L, the lowest byte first (RFC 8032, 5.1).
private let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")

/// Those that have Ed25519; mbedTLS has none in any version (LibraryTests expects exactly
/// `.unsupported` of it).
private let signers = providers.filter { provider in
  func has<P: CryptoProvider>(_: P.Type) -> Bool { P.Ed25519.isAvailable }
  return has(provider.type)
}

extension CryptoProvider {
  fileprivate static func check(
    _ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]
  ) -> CryptoError? {
    refusal { () throws(CryptoError) in
      try Ed25519.verify(signature.span, of: message.span, publicKey: publicKey.span)
    }
  }

  fileprivate static func keyError(_ publicKey: [UInt8]) -> CryptoError? {
    refusal { () throws(CryptoError) in
      _ = try Ed25519.PublicKey(publicKey: publicKey.span)
    }
  }
}

// `appended` takes what begins with its own padding byte for padding, which among random
// signatures happens.
extension Signer where Self: ~Copyable {
  fileprivate mutating func signature(of message: [UInt8]) throws(CryptoError) -> [UInt8] {
    try [UInt8](capacity: 64) { out throws(CryptoError) in try sign(message.span, into: &out) }
  }

  fileprivate func encodedPublicKey() throws(CryptoError) -> [UInt8] {
    try [UInt8](capacity: 32) { out throws(CryptoError) in try publicKey(into: &out) }
  }
}

struct Ed25519Tests {
  @Test(arguments: signers, examples.indices)
  func theRFCsKeysAndSignaturesComeOut(provider: Provider, example: Int) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let example = examples[example]
      var key = try P.Ed25519(privateKey: example.seed.span)
      let publicKey = try key.publicKey(room: 32)
      #expect(publicKey == example.publicKey)
      let signature = try key.sign(example.message, room: 64)
      #expect(signature == example.signature)
      #expect(P.check(signature, of: example.message, by: publicKey) == nil)
      let isSame = try key.privateKey() == Secret(copying: example.seed.span)
      #expect(isSame)
    }
    try check(provider.type)
  }

  @Test(arguments: signers, signers)
  func whatOneSignsTheOtherSignsTooAndVerifies(one: Provider, other: Provider) throws {
    func check<A: CryptoProvider, B: CryptoProvider>(_: A.Type, _: B.Type) throws {
      var random = SeededRandom(seed: 8)
      for _ in 0..<50 {
        let seed = random.bytes(32)
        var a = try A.Ed25519(privateKey: seed.span)
        var b = try B.Ed25519(privateKey: seed.span)
        let message = random.bytes(.random(in: 0...300, using: &random))
        let signature = try a.signature(of: message)
        let same = try b.signature(of: message)
        #expect(signature == same)
        let publicKey = try a.encodedPublicKey()
        #expect(B.check(signature, of: message, by: publicKey) == nil)
        #expect(B.check(signature, of: message + [0], by: publicKey) == .invalidSignature)
      }
    }
    try check(one.type, other.type)
  }

  @Test(arguments: signers)
  func aSignatureWithOneBitChangedIsRefused(provider: Provider) {
    let example = examples[1]
    for bit in 0..<512 {
      var signature = example.signature
      signature[bit / 8] ^= 1 << (bit % 8)
      let error = provider.type.check(
        signature, of: example.message, by: example.publicKey)
      #expect(error == .invalidSignature, "bit \(bit)")
    }
  }

  /// S + L is S to the curve, so that one who does not look would take both.
  @Test(arguments: signers, examples.indices)
  func aSecondSpellingOfSIsRefused(provider: Provider, example: Int) {
    let example = examples[example]
    var signature = example.signature
    var carry = 0
    for i in 0..<32 {
      let sum = Int(signature[32 + i]) + Int(order[i]) + carry
      signature[32 + i] = UInt8(sum & 0xFF)
      carry = sum >> 8
    }
    #expect(carry == 0)
    let error = provider.type.check(signature, of: example.message, by: example.publicKey)
    #expect(error == .invalidSignature)
  }

  @Test(arguments: signers, [0, 1, 63, 65, 128])
  func signaturesOfOtherLengthsAreRefused(provider: Provider, length: Int) {
    let example = examples[0]
    let signature = Array((example.signature + example.signature + [0]).prefix(length))
    let error = provider.type.check(signature, of: example.message, by: example.publicKey)
    #expect(error == .invalidSignature)
  }

  @Test(arguments: signers, [0, 31, 33, 64])
  func keysOfOtherLengthsAreRefused(provider: Provider, length: Int) {
    func check<P: CryptoProvider>(_: P.Type) {
      let key = [UInt8](repeating: 1, count: length)
      let error = refusal { () throws(CryptoError) in
        _ = try P.Ed25519(privateKey: key.span)
      }
      #expect(error == .wrongKeyLength(length))
      #expect(P.keyError(key) == .wrongKeyLength(length))
    }
    check(provider.type)
  }

  /// y of p or more (RFC 8032, 5.1.3, 1), and the sign of an x that is zero (5.1.3, 4).
  @Test(
    arguments: signers,
    [
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "0100000000000000000000000000000000000000000000000000000000000080",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ])
  func encodingsThatNoPointHasAreRefused(provider: Provider, key: String) {
    #expect(provider.type.keyError(hex(key)) == .invalidKey)
  }

  /// y = 2 has no x. OpenSSL finds that out only when it verifies, and says so then.
  @Test(arguments: signers)
  func keysThatAreNoPointsAreRefused(provider: Provider) {
    let key = [2] + [UInt8](repeating: 0, count: 31)
    let error = provider.type.check(examples[0].signature, of: [], by: key)
    let isPortable = provider.type == PortableCrypto.self
    #expect(error == (isPortable ? .invalidKey : .invalidSignature))
  }

  /// The points of order 1, 2, 4 and 8: no seed has such a public key, and with the first of
  /// them R = S B is a signature of every message. OpenSSL takes them, as RFC 8032 does.
  @Test(arguments: [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  ])
  func keysOfSmallOrderAreRefused(key: String) {
    #expect(PortableCrypto.keyError(hex(key)) == .invalidKey)
  }

  @Test(arguments: signers)
  func tooLittleRoomIsRefusedAndTheKeyGoesOn(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let example = examples[2]
      var key = try P.Ed25519(privateKey: example.seed.span)
      let forKey = refusal { () throws(CryptoError) in _ = try key.publicKey(room: 31) }
      #expect(forKey == .bufferTooSmall(needed: 32))
      let forSignature = refusal { () throws(CryptoError) in
        _ = try key.sign(example.message, room: 63)
      }
      #expect(forSignature == .bufferTooSmall(needed: 64))
      let signature = try key.sign(example.message, room: 64)
      #expect(signature == example.signature)
    }
    try check(provider.type)
  }

  @Test(arguments: signers)
  func oneKeyVerifiesManyAndABadOneBetweenThem(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let example = examples[3]
      let other = examples[0].signature
      var key = try P.Ed25519.PublicKey(publicKey: example.publicKey.span)
      for _ in 0..<3 {
        try key.verify(example.signature.span, of: example.message.span)
        let error = refusal { () throws(CryptoError) in
          try key.verify(other.span, of: example.message.span)
        }
        #expect(error == .invalidSignature)
      }
    }
    try check(provider.type)
  }
}
