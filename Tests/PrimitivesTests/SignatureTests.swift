// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import Primitives
import TestSupport
import Testing

/// RFC 6979, A.2.5: ECDSA over P-256 with SHA-256.
private let scalar = hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")
private let point = hex(
  """
  04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6
  7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299
  """)
/// The RFC's r and s, in DER: a zero byte before each first digit of 8 or more, and where s
/// begins with 01 none.
private let signatures: [(message: String, der: [UInt8])] = [
  (
    "sample",
    hex(
      """
      30 46
      02 21 00 EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
      02 21 00 F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
      """)
  ),
  (
    "test",
    hex(
      """
      30 45
      02 21 00 F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367
      02 20 019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083
      """)
  ),
]
/// The order n of the group (SP 800-186, 3.2.1.3).
private let order = hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551")

struct SignatureTests {
  @Test(arguments: providers)
  func publicKeyAndScalarAreThoseOfTheRFC(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let key = try P.P256(privateKey: scalar.span)
      let publicKey = try key.publicKey()
      #expect(publicKey == point)
      let secret = try key.privateKey()
      let isSame = secret == Secret(copying: scalar.span)
      #expect(isSame)
    }
    try check(provider.type)
  }

  @Test(arguments: providers, signatures.indices)
  func theRFCsSignaturesVerify(provider: Provider, example: Int) throws {
    let (message, der) = signatures[example]
    try provider.type.verify(der, of: Array(message.utf8), publicKey: point)
  }

  /// RFC 6979 leaves the signer no choice, so the very bytes can be compared.
  @Test(
    arguments: [Provider(MbedTLSCrypto.self), Provider(PortableCrypto.self)], signatures.indices)
  func nobodyButTheMessageChoosesTheNonce(provider: Provider, example: Int) throws {
    let (message, der) = signatures[example]
    let signature = try provider.type.sign(Array(message.utf8), with: scalar)
    #expect(signature == der)
  }

  /// mbedTLS derives its nonces as RFC 6979 says, too, so that any signature can be compared.
  @Test func portableSignaturesAreThoseOfMbedTLS() throws {
    var random = SeededRandom(seed: 61)
    for _ in 0..<100 {
      let scalar = random.bytes(32)
      let message = random.bytes(.random(in: 0...300, using: &random))
      let ours = try PortableCrypto.sign(message, with: scalar)
      let theirs = try MbedTLSCrypto.sign(message, with: scalar)
      #expect(ours == theirs)
    }
  }

  /// Noise changes the signature, and nothing about it need be good: none is the same as ever.
  @Test func noiseChangesTheNonceAndNothingElse() throws {
    var random = SeededRandom(seed: 62)
    var key = try PortableCrypto.P256(privateKey: scalar.span)
    var seen: Set<[UInt8]> = []
    let message = Array("sample".utf8)
    let noises =
      [[], [0], [0, 0], [UInt8](repeating: 0, count: 32)] + (0..<16).map { _ in random.bytes(32) }
    for noise in noises {
      let signature = try appended(72) { out throws(CryptoError) in
        try key.sign(message.span, noise: noise.span, into: &out)
      }
      let again = try appended(72) { out throws(CryptoError) in
        try key.sign(message.span, noise: noise.span, into: &out)
      }
      #expect(signature == again)
      #expect(noise.isEmpty == (signature == signatures[0].der))
      seen.insert(signature)
      for provider in providers {
        try provider.type.verify(signature, of: message, publicKey: point)
      }
    }
    #expect(seen.count == noises.count)
    let noise = noises[5]
    let error = refusal { () throws(CryptoError) in
      _ = try appended(71) { out throws(CryptoError) in
        try key.sign(message.span, noise: noise.span, into: &out)
      }
    }
    #expect(error == .bufferTooSmall(needed: 72))
  }

  /// With k = 1 and the private keys 1 and n − 1, both products of a verification are the same
  /// point, or opposite ones, and a formula for different points only would fail.
  /// Here r is the x of the base point; (digest, s) then follow from s = z + r d.
  @Test(arguments: providers)
  func sumsOfEqualAndOppositePoints(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let r = hex("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296")
      let twice = hex("D62FA3E5C258848FF179CDCAC74881E4EE06FB025BD66741E942728BB131852C")
      let minus = hex("94E82E0C1ED3BDB90743191A9C5BBF0D45E37D2C792C6AE3FF18917D23CA62BB")
      let minusTwice = hex("29D05C193DA77B710E86323538B77E1ACEDFFFAB4B4137430A7758374B31A025")
      let zero = [UInt8](repeating: 0, count: 32)
      let one = Array(zero.dropLast()) + [1]
      let base = try P.publicKey(one)
      let opposite = try P.publicKey(Array(order.dropLast()) + [order[31] - 1])
      let cases: [(String, key: [UInt8], digest: [UInt8], s: [UInt8], CryptoError?)] = [
        ("equal points", base, r, twice, nil),
        ("equal points of the opposite key", opposite, minus, minusTwice, nil),
        ("opposite points, whose sum is infinity", opposite, r, one, .invalidSignature),
        ("opposite points of the key itself", base, minus, one, .invalidSignature),
        ("a digest of zero", base, zero, r, nil),
        ("a digest of n, which is zero", base, order, r, nil),
        ("a digest of zero and the opposite key", opposite, zero, minus, nil),
      ]
      for (what, key, digest, s, expected) in cases {
        var key = try P.P256.PublicKey(publicKey: key.span)
        let signature = try der(r + s)
        for more in [[], [0xAB], [UInt8](repeating: 0xCD, count: 32)] {
          let error = refusal { () throws(CryptoError) in
            try key.verify(signature.span, ofDigest: (digest + more).span)
          }
          #expect(error == expected, "\(what)")
        }
        let short = refusal { () throws(CryptoError) in
          try key.verify(signature.span, ofDigest: Array(digest.dropLast()).span)
        }
        #expect(short == .invalidSignature)
      }
    }
    try check(provider.type)
  }

  @Test(arguments: providers, providers)
  func whatOneSignsTheOtherVerifies(signer: Provider, verifier: Provider) throws {
    func check<A: CryptoProvider, B: CryptoProvider>(_: A.Type, _: B.Type) throws {
      var random = SeededRandom(seed: 4)
      var key = try A.P256.generate(using: &random)
      let publicKey = try key.publicKey()
      for _ in 0..<20 {
        let message = random.bytes(.random(in: 0...200, using: &random))
        let signature = try key.sign(message)
        try B.verify(signature, of: message, publicKey: publicKey)
        let error = refusal { () throws(CryptoError) in
          try B.verify(signature, of: message + [0], publicKey: publicKey)
        }
        #expect(error == .invalidSignature)
      }
      let scalar = try key.privateKey()
      let again = try B.P256(privateKey: scalar.bytes).publicKey()
      #expect(again == publicKey)
    }
    try check(signer.type, verifier.type)
  }

  @Test(arguments: providers)
  func aSignatureWithOneBitChangedIsRefused(provider: Provider) {
    let message = Array("sample".utf8)
    for bit in stride(from: 0, to: signatures[0].der.count * 8, by: 7) {
      var signature = signatures[0].der
      signature[bit / 8] ^= 1 << (bit % 8)
      let error = refusal { () throws(CryptoError) in
        try provider.type.verify(signature, of: message, publicKey: point)
      }
      #expect(error == .invalidSignature, "bit \(bit)")
    }
  }

  @Test(
    arguments: providers,
    [
      "", "30", "3000", "30060201000201", "3006020100020100", "3006020101020100",
      "3006020100020101", "30060201010201FF", "3080020101020101 0000",
      "300D02010102080000000000000001", "30460221",
    ])
  func zeroNegativeAndMalformedNumbersAreRefused(provider: Provider, signature: String) {
    let error = refusal { () throws(CryptoError) in
      try provider.type.verify(hex(signature), of: [1], publicKey: point)
    }
    #expect(error == .invalidSignature)
  }

  @Test(arguments: providers)
  func numbersOfTheOrderOrMoreAreRefused(provider: Provider) throws {
    for changed in [0..<32, 32..<64] {
      var numbers = [UInt8](repeating: 0, count: 64)
      numbers[31] = 1
      numbers[63] = 1
      numbers.replaceSubrange(changed, with: order)
      let signature = try der(numbers)
      let error = refusal { () throws(CryptoError) in
        try provider.type.verify(signature, of: [1], publicKey: point)
      }
      #expect(error == .invalidSignature)
    }
  }

  @Test(arguments: providers)
  func scalarsOutsideOneToOrderMinusOneAreRefused(provider: Provider) throws {
    func off(_ difference: Int) -> [UInt8] {
      order.dropLast() + [UInt8(Int(order[31]) + difference)]
    }
    let outside = [
      [UInt8](repeating: 0, count: 32), order, off(1), [UInt8](repeating: 0xFF, count: 32),
    ]
    for scalar in outside {
      let error = refusal { () throws(CryptoError) in
        _ = try provider.type.publicKey(scalar)
      }
      #expect(error == .invalidKey, "\(hexString(scalar))")
    }
    var one = [UInt8](repeating: 0, count: 32)
    one[31] = 1
    let base = try provider.type.publicKey(one)
    let opposite = try provider.type.publicKey(off(-1))
    #expect(base[1..<33] == opposite[1..<33], "n - 1 times the base point is its mirror image")
    #expect(base[33...] != opposite[33...])
  }

  @Test(arguments: providers, [0, 1, 31, 33, 64])
  func scalarsOfOtherLengthsAreRefused(provider: Provider, length: Int) {
    let error = refusal { () throws(CryptoError) in
      _ = try provider.type.publicKey([UInt8](repeating: 1, count: length))
    }
    #expect(error == .wrongKeyLength(length))
  }

  //= rfc5480#2.2
  //# The public key MUST be rejected if any other value is included in
  //# the first octet.
  @Test(arguments: providers)
  func publicKeysThatAreNoPointsOfTheCurveAreRefused(provider: Provider) {
    var offCurve = point
    offCurve[64] ^= 1
    var tooLarge = point
    tooLarge.replaceSubrange(1..<33, with: [UInt8](repeating: 0xFF, count: 32))
    // The hybrid form says the sign of Y twice, and nobody has a use for that.
    let hybrid = [6 + point[64] % 2] + point.dropFirst()
    let wrong: [([UInt8], CryptoError)] = [
      (offCurve, .invalidKey), (tooLarge, .invalidKey), (hybrid, .invalidKey),
      ([UInt8](repeating: 0, count: 65), .invalidKey),
      ([4] + [UInt8](repeating: 0, count: 64), .invalidKey),
      ([], .wrongKeyLength(0)), ([0], .wrongKeyLength(1)),
      ([2 + point[64] % 2] + point[1..<33], .wrongKeyLength(33)),
      (point + [0], .wrongKeyLength(66)),
    ]
    for (key, expected) in wrong {
      let error = refusal { () throws(CryptoError) in
        try provider.type.verify(signatures[0].der, of: Array("sample".utf8), publicKey: key)
      }
      #expect(error == expected, "\(hexString(key))")
    }
  }

  @Test(arguments: providers)
  func tooLittleRoomIsRefusedAndNothingWritten(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var random = SeededRandom(seed: 5)
      var key = try P.P256.generate(using: &random)
      let forKey = refusal { () throws(CryptoError) in _ = try key.publicKey(room: 64) }
      #expect(forKey == .bufferTooSmall(needed: 65))
      let forSignature = refusal { () throws(CryptoError) in
        _ = try key.sign([1, 2, 3], room: 71)
      }
      #expect(forSignature == .bufferTooSmall(needed: P.P256.maximumSignatureLength))
    }
    try check(provider.type)
  }

  @Test(arguments: providers)
  func everyGeneratedKeyIsAnother(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var random = SeededRandom(seed: 6)
      let a = try P.P256.generate(using: &random).publicKey()
      let b = try P.P256.generate(using: &random).publicKey()
      #expect(a != b)
    }
    try check(provider.type)
  }
}
