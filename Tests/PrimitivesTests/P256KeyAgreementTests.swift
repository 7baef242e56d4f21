// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// NIST CAVP, SP 800-56A ECC CDH (KAS_ECC_CDH_PrimitiveTest), P-256, counts 0 and 1.
private let vectors = [
  (
    scalar: hex("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534"),
    peer: hex(
      """
      04 700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287
      db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac
      """),
    shared: hex("46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b")
  ),
  (
    scalar: hex("38f65d6dce47676044d58ce5139582d568f64bb16098d179dbab07741dd5caf5"),
    peer: hex(
      """
      04 809f04289c64348c01515eb03d5ce7ac1a8cb9498f5caa50197e58d43a86a7ae
      b29d84e811197f25eba8f5194092cb6ff440e26d4421011372461f579271cda3
      """),
    shared: hex("057d636096cb80b67a8c038c890e887d1adfa4195e9b3ce241c8a778c59cda67")
  ),
]

/// The base point times small numbers and n − 1 (SP 800-186, 3.2.1.3; NIST's list of point
/// multiples that the draft of SP 800-186 was checked with).
private let multiples: [(scalar: [UInt8], x: String, y: String)] = [
  (
    number(1), "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296",
    "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"
  ),
  (
    number(2), "7CF27B188D034F7E8A52380304B51AC3C08969E277F21B35A60B48FC47669978",
    "07775510DB8ED040293D9AC69F7430DBBA7DADE63CE982299E04B79D227873D1"
  ),
  (
    number(3), "5ECBE4D1A6330A44C8F7EF951D4BF165E6C6B721EFADA985FB41661BC6E7FD6C",
    "8734640C4998FF7E374B06CE1A64A2ECD82AB036384FB83D9A79B127A27D5032"
  ),
  (
    hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550"),
    "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296",
    "B01CBD1C01E58065711814B583F061E9D431CCA994CEA1313449BF97C840AE0A"
  ),
]

private func number(_ value: UInt8) -> [UInt8] { [UInt8](repeating: 0, count: 31) + [value] }

struct P256KeyAgreementTests {
  @Test(arguments: providers)
  func sharedSecretsAreThoseOfNIST(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      for (scalar, peer, shared) in vectors {
        let secret = try P.agree(scalar, peer)
        #expect(secret == shared)
      }
    }
    try check(provider.type)
  }

  @Test(arguments: providers)
  func multiplesOfTheBasePoint(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      for (scalar, x, y) in multiples {
        let key = try P.P256KeyAgreement(privateKey: scalar.span)
        let publicKey = try key.publicKey()
        #expect(publicKey == [4] + hex(x) + hex(y))
        // The peer's point is the base point: the shared secret is the x of our own.
        let secret = try P.agree(scalar, [4] + hex(multiples[0].x) + hex(multiples[0].y))
        #expect(secret == hex(x))
      }
    }
    try check(provider.type)
  }

  @Test(arguments: providers, providers)
  func bothSidesFindTheSameSecret(one: Provider, other: Provider) throws {
    func check<A: CryptoProvider, B: CryptoProvider>(_: A.Type, _: B.Type) throws {
      var random = SeededRandom(seed: 21)
      for _ in 0..<10 {
        var a = try A.P256KeyAgreement.generate(using: &random)
        var b = try B.P256KeyAgreement.generate(using: &random)
        let (publicA, publicB) = (try a.publicKey(), try b.publicKey())
        let secretA = try a.sharedSecret(with: publicB.span)
        let secretB = try b.sharedSecret(with: publicA.span)
        let areSame = secretA == secretB
        #expect(areSame && secretA.count == 32)
        let scalar = try a.privateKey()
        let again = try B.P256KeyAgreement(privateKey: scalar.bytes).publicKey()
        #expect(again == publicA)
      }
    }
    try check(one.type, other.type)
  }

  /// Signed digits of every kind: all ones, all eights, borrows over many digits.
  @Test(arguments: providers)
  func scalarsThatAreHardOnTheDigits(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let peer = vectors[0].peer
      for byte: UInt8 in [0x01, 0x07, 0x08, 0x10, 0x77, 0x78, 0x7F, 0x80, 0x87, 0x88, 0xEF] {
        for count in [1, 16, 31, 32] {
          let scalar =
            [UInt8](repeating: 0, count: 32 - count) + Array(repeating: byte, count: count)
          let secret = try P.agree(scalar, peer)
          let expected = try providers[0].type.agree(scalar, peer)
          #expect(secret == expected, "\(count) bytes of \(byte)")
        }
      }
    }
    try check(provider.type)
  }

  @Test(arguments: providers)
  func peersThatAreNoPointsOfTheCurveAreRefused(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let good = vectors[0].peer
      var offCurve = good
      offCurve[64] ^= 1
      // p itself, which is zero in disguise, with a y that would fit x = 0.
      let p = hex("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF")
      let rootOfB = hex("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4")
      let wrong: [([UInt8], CryptoError)] = [
        (offCurve, .invalidKey), ([4] + p + rootOfB, .invalidKey),
        ([4] + good[1..<33] + p, .invalidKey),
        ([6 + good[64] % 2] + good.dropFirst(), .invalidKey),
        ([5] + good.dropFirst(), .invalidKey), ([UInt8](repeating: 0, count: 65), .invalidKey),
        ([4] + [UInt8](repeating: 0, count: 64), .invalidKey),
        ([], .wrongKeyLength(0)), ([0], .wrongKeyLength(1)),
        ([2 + good[64] % 2] + good[1..<33], .wrongKeyLength(33)),
        (Array(good.dropLast()), .wrongKeyLength(64)), (good + [0], .wrongKeyLength(66)),
      ]
      let scalar = vectors[0].scalar
      var key = try P.P256KeyAgreement(privateKey: scalar.span)
      for (peer, expected) in wrong {
        let error = refusal { () throws(CryptoError) in _ = try key.sharedSecret(with: peer.span) }
        #expect(error == expected, "\(hexString(peer))")
      }
      // x = 0 itself is a point like any other, and the key still works.
      let zero = [UInt8](repeating: 0, count: 32)
      let peer = [4] + zero + rootOfB
      _ = try key.sharedSecret(with: peer.span)
    }
    try check(provider.type)
  }

  @Test(arguments: providers)
  func scalarsOutsideOneToOrderMinusOneAreRefused(provider: Provider) {
    func check<P: CryptoProvider>(_: P.Type) {
      let order = hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551")
      let orderAndOne = Array(order.dropLast()) + [order[31] + 1]
      let all = [UInt8](repeating: 0xFF, count: 32)
      for (scalar, expected): ([UInt8], CryptoError) in [
        (number(0), .invalidKey), (order, .invalidKey), (orderAndOne, .invalidKey),
        (all, .invalidKey), ([], .wrongKeyLength(0)), (Array(all.dropLast()), .wrongKeyLength(31)),
        (all + [0], .wrongKeyLength(33)),
      ] {
        let error = refusal { () throws(CryptoError) in
          _ = try P.P256KeyAgreement(privateKey: scalar.span)
        }
        #expect(error == expected)
      }
    }
    check(provider.type)
  }

  @Test(arguments: providers)
  func tooLittleRoomIsRefused(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let key = try P.P256KeyAgreement(privateKey: number(7).span)
      let error = refusal { () throws(CryptoError) in _ = try key.publicKey(room: 64) }
      #expect(error == .bufferTooSmall(needed: 65))
    }
    try check(provider.type)
  }
}

extension CryptoProvider {
  static func agree(_ scalar: [UInt8], _ peer: [UInt8]) throws(CryptoError) -> [UInt8] {
    var key = try P256KeyAgreement(privateKey: scalar.span)
    let secret = try key.sharedSecret(with: peer.span)
    return (0..<secret.count).map { secret.bytes[$0] }
  }
}

extension KeyAgreement where Self: ~Copyable {
  func publicKey(room: Int = Self.publicKeyLength) throws(CryptoError) -> [UInt8] {
    try appended(room) { out throws(CryptoError) in try publicKey(into: &out) }
  }
}
