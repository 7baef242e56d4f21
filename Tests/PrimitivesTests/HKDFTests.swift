// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// RFC 5869, A.1 to A.3, which are those with SHA-256.
private let vectors: [(material: [UInt8], salt: [UInt8], info: [UInt8], prk: String, okm: String)] =
  [
    (
      [UInt8](repeating: 0x0B, count: 22), Array(0x00...0x0C), Array(0xF0...0xF9),
      "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
      """
      3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865
      """
    ),
    (
      Array(0x00...0x4F), Array(0x60...0xAF), Array(0xB0...0xFF),
      "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
      """
      b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb
      41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87
      """
    ),
    (
      [UInt8](repeating: 0x0B, count: 22), [], [],
      "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
      """
      8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8
      """
    ),
  ]

struct HKDFTests {
  @Test(arguments: providers, vectors.indices)
  func vectorsOfRFC5869(provider: Provider, example: Int) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let vector = vectors[example]
      let key = try P.HKDFSHA256.extract(
        salt: vector.salt.span, keyMaterial: vector.material.span)
      #expect(bytes(key) == hex(vector.prk))
      let expected = hex(vector.okm)
      #expect(try expand(P.HKDFSHA256.self, key.bytes, vector.info, expected.count) == expected)
    }
    try check(provider.type)
  }

  //= rfc5869#2.2
  //# if not provided, it is set to a string of HashLen zeros.
  @Test(arguments: providers)
  func anEmptySaltIsOneOfZeros(provider: Provider) throws {
    func check<K: KeyDerivation>(_: K.Type) throws {
      let material = [UInt8](1...40)
      let zeros = [UInt8](repeating: 0, count: K.pseudorandomKeyLength)
      let without = try K.extract(salt: Span(), keyMaterial: material.span)
      let with = try K.extract(salt: zeros.span, keyMaterial: material.span)
      #expect(bytes(without) == bytes(with) && without.count == K.pseudorandomKeyLength)
    }
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.HKDFSHA256.self)
      try check(P.HKDFSHA384.self)
      try check(P.HKDFSHA512.self)
    }
    try each(provider.type)
  }

  /// A shorter key is the beginning of a longer one, and the longest has 255 digests.
  @Test(arguments: providers)
  func aShorterKeyIsTheBeginningOfALongerOne(provider: Provider) throws {
    func check<K: KeyDerivation>(_: K.Type) throws {
      let key = [UInt8](repeating: 7, count: K.pseudorandomKeyLength)
      let limit = 255 * K.pseudorandomKeyLength
      let longest = try expand(K.self, key.span, [1, 2, 3], limit)
      #expect(Set(longest).count > 200)
      for count in [0, 1, 31, 32, 33, 47, 48, 49, 63, 64, 65, 128, 1000, limit - 1] {
        #expect(try expand(K.self, key.span, [1, 2, 3], count) == Array(longest.prefix(count)))
      }
      for count in [limit + 1, 2 * limit] {
        var out = [UInt8](repeating: 0x5A, count: count)
        let error = refusal { () throws(CryptoError) in
          var span = out.mutableSpan
          try K.expand(key.span, info: key.span, into: &span)
        }
        #expect(error == .tooLong(limit: limit))
        #expect(out.allSatisfy { $0 == 0x5A })
      }
    }
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.HKDFSHA256.self)
      try check(P.HKDFSHA384.self)
      try check(P.HKDFSHA512.self)
    }
    try each(provider.type)
  }

  @Test func withoutAHashThereIsNoKey() {
    typealias None = HKDF<HMAC<MissingHash>>
    #expect(!None.isAvailable)
    let one: [UInt8] = [1]
    let extracting = refusal { () throws(CryptoError) in
      _ = try None.extract(salt: Span(), keyMaterial: one.span)
    }
    var out: [UInt8] = [0x5A]
    let expanding = refusal { () throws(CryptoError) in
      var span = out.mutableSpan
      try None.expand(one.span, info: Span(), into: &span)
    }
    #expect(extracting == .unsupported && expanding == .unsupported && out == [0x5A])
  }

  private func expand<K: KeyDerivation>(
    _: K.Type, _ key: Span<UInt8>, _ info: [UInt8], _ count: Int
  ) throws -> [UInt8] {
    var out = [UInt8](repeating: 0, count: count)
    var span = out.mutableSpan
    try K.expand(key, info: info.span, into: &span)
    return out
  }

  private func bytes(_ secret: borrowing Secret) -> [UInt8] {
    let bytes = secret.bytes
    return bytes.indices.map { bytes[$0] }
  }
}
