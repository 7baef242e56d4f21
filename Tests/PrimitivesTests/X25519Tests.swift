// SPDX-License-Identifier: Apache-2.0
import Foundation
import Primitives
import TestSupport
import Testing

/// RFC 7748, 5.2: a scalar, a point, and their product.
private let products = [
  (
    scalar: "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
    u: "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
    product: "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
  ),
  // The first bit of this u is set, and does not count.
  (
    scalar: "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
    u: "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
    product: "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
  ),
]
/// RFC 7748, 6.1.
private let alice = (
  key: hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"),
  publicKey: hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
)
private let bob = (
  key: hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"),
  publicKey: hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
)
private let shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")

/// All encodings of the points of order 1, 2, 4 and 8, on the curve and on its twist:
/// 0, 1, two more, p − 1, p and p + 1, each also with the bit set that does not count.
private let pointsOfSmallOrder = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]

extension CryptoProvider {
  fileprivate static func agree(
    _ key: [UInt8], with publicKey: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    var key = try X25519(privateKey: key.span)
    let secret = try key.sharedSecret(with: publicKey.span)
    return secret.bytes.indices.map { secret.bytes[$0] }
  }

  fileprivate static func publicKey(of key: [UInt8], room: Int = 32) throws(CryptoError)
    -> [UInt8]
  {
    let key = try X25519(privateKey: key.span)
    return try appended(room) { out throws(CryptoError) in try key.publicKey(into: &out) }
  }

  /// `appended` takes what begins with its own padding byte for padding, which among random
  /// keys happens.
  fileprivate static func encodedPublicKey(of key: [UInt8]) throws(CryptoError) -> [UInt8] {
    let key = try X25519(privateKey: key.span)
    return try [UInt8](capacity: 32) { out throws(CryptoError) in
      try key.publicKey(into: &out)
    }
  }
}

struct X25519Tests {
  @Test(arguments: providers, products.indices)
  func theRFCsProductsComeOut(provider: Provider, example: Int) throws {
    let (scalar, u, product) = products[example]
    #expect(try provider.type.agree(hex(scalar), with: hex(u)) == hex(product))
  }

  /// RFC 7748, 5.2: each product is the next scalar, each scalar the next point. A million
  /// times takes a minute or more; THINGS_EXTENDED=1 asks for it, of the portable one only.
  @Test(arguments: providers)
  func oneThousandProductsOfProducts(provider: Provider) throws {
    let isExtended = ProcessInfo.processInfo.environment["THINGS_EXTENDED"] != nil
    var expected = [
      1: "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
      1000: "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
    ]
    if isExtended, provider.type == PortableCrypto.self {
      expected[1_000_000] =
        "7c3911e0ab2586fd864497297e575e6f3bc601c0883c30df5f4dd2d24f665424"
    }
    var k = [9] + [UInt8](repeating: 0, count: 31)
    var u = k
    for i in 1...expected.keys.max()! {
      (k, u) = (try provider.type.agree(k, with: u), k)
      if let expected = expected[i] { #expect(k == hex(expected), "after \(i)") }
    }
  }

  @Test(arguments: providers)
  func aliceAndBobOfTheRFCAgree(provider: Provider) throws {
    #expect(try provider.type.publicKey(of: alice.key) == alice.publicKey)
    #expect(try provider.type.publicKey(of: bob.key) == bob.publicKey)
    #expect(try provider.type.agree(alice.key, with: bob.publicKey) == shared)
    #expect(try provider.type.agree(bob.key, with: alice.publicKey) == shared)
  }

  @Test(arguments: providers, providers)
  func bothSidesFindTheSameSecret(one: Provider, other: Provider) throws {
    func check<A: CryptoProvider, B: CryptoProvider>(_: A.Type, _: B.Type) throws {
      var random = SeededRandom(seed: 7)
      for _ in 0..<20 {
        let (a, b) = (random.bytes(32), random.bytes(32))
        let ours = try A.agree(a, with: B.encodedPublicKey(of: b))
        let theirs = try B.agree(b, with: A.encodedPublicKey(of: a))
        #expect(ours == theirs)
      }
    }
    try check(one.type, other.type)
  }

  /// The bytes come back as they went in, not as RFC 7748, 5 decodes them. mbedTLS keeps the
  /// number only, so its bytes are the decoded ones; both make the same public key.
  @Test(arguments: providers)
  func aKeyComesBackAsOneOfTheSamePublicKey(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let bytes = [UInt8](repeating: 0xFF, count: 32)
      let again = try P.X25519(privateKey: bytes.span).privateKey()
      let copy = again.bytes.indices.map { again.bytes[$0] }
      #expect(try P.publicKey(of: copy) == P.publicKey(of: bytes))
      if P.self == PortableCrypto.self { #expect(copy == bytes) }
    }
    try check(provider.type)
  }

  //= rfc7748#5
  //# When receiving such an array, implementations of X25519
  //# (but not X448) MUST mask the most significant bit in the final byte.
  @Test(arguments: providers)
  func theBitsThatAKeyDoesNotHaveDoNotCount(provider: Provider) throws {
    var other = alice.key
    other[0] ^= 7
    other[31] ^= 0x80
    #expect(try provider.type.publicKey(of: other) == alice.publicKey)
    var peer = bob.publicKey
    peer[31] |= 0x80
    #expect(try provider.type.agree(other, with: peer) == shared)
  }

  /// The numbers p + 2 and 2²⁵⁵ − 1 are 2 and 18.
  //= rfc7748#5
  //# Implementations MUST accept non-canonical values and process them as
  //# if they had been reduced modulo the field prime.
  @Test(arguments: providers, [(UInt8(0xEF), UInt8(2)), (0xFF, 18)])
  func aNumberOfTheFieldOrMoreIsTakenModuloP(
    provider: Provider, numbers: (last: UInt8, small: UInt8)
  ) throws {
    var large = [UInt8](repeating: 0xFF, count: 32)
    large[0] = numbers.last
    large[31] = 0x7F
    let small = [numbers.small] + [UInt8](repeating: 0, count: 31)
    #expect(
      try provider.type.agree(alice.key, with: large)
        == provider.type.agree(alice.key, with: small))
  }

  //= rfc8446#7.4.2
  //# Implementations MUST check
  //# whether the computed Diffie-Hellman shared secret is the all-zero
  //# value and abort if so
  @Test(arguments: providers, pointsOfSmallOrder)
  func pointsOfSmallOrderAreRefused(provider: Provider, point: String) {
    for top: UInt8 in [0, 0x80] {
      var point = hex(point)
      point[31] |= top
      let error = refusal { () throws(CryptoError) in
        _ = try provider.type.agree(alice.key, with: point)
      }
      #expect(error == .invalidKey)
    }
  }

  @Test(arguments: providers, [0, 1, 31, 33, 64])
  func otherLengthsAreRefused(provider: Provider, length: Int) {
    let wrong = [UInt8](repeating: 9, count: length)
    let key = refusal { () throws(CryptoError) in
      _ = try provider.type.publicKey(of: wrong)
    }
    #expect(key == .wrongKeyLength(length))
    let peer = refusal { () throws(CryptoError) in
      _ = try provider.type.agree(alice.key, with: wrong)
    }
    #expect(peer == .wrongKeyLength(length))
  }

  @Test(arguments: providers)
  func tooLittleRoomIsRefused(provider: Provider) {
    let error = refusal { () throws(CryptoError) in
      _ = try provider.type.publicKey(of: alice.key, room: 31)
    }
    #expect(error == .bufferTooSmall(needed: 32))
  }
}
