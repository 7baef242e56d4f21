// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// FIPS 180-4's example messages, and the empty one (NIST, Secure Hash Standard examples).
private let digests: [(message: [UInt8], digest: String)] = [
  ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
  (
    [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
  ),
]

struct HashTests {
  @Test(arguments: providers, digests.indices)
  func digestsAreThoseOfTheStandard(provider: Provider, example: Int) throws {
    let digest = try provider.type.digest(digests[example].message)
    #expect(hexString(digest) == digests[example].digest)
  }

  @Test(arguments: providers)
  func aMessageMayComeInPiecesAndTheNextBeginsAnew(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var random = SeededRandom(seed: 1)
      var hash = try P.SHA256()
      for _ in 0..<200 {
        let message = random.bytes(.random(in: 0...300, using: &random))
        var rest = message[...]
        while !rest.isEmpty {
          let piece = rest.prefix(.random(in: 0...100, using: &random))
          try hash.update(Array(piece).span)
          rest = rest.dropFirst(piece.count)
        }
        let inPieces = try hash.finish()
        let whole = try P.digest(message)
        #expect(inPieces == whole)
      }
    }
    try check(provider.type)
  }

  @Test(arguments: providers)
  func tooLittleRoomLosesNothing(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var hash = try P.SHA256()
      try hash.update(Array("abc".utf8).span)
      let error = refusal { () throws(CryptoError) in _ = try hash.finish(room: 31) }
      #expect(error == .bufferTooSmall(needed: 32))
      let digest = try hash.finish()
      #expect(hexString(digest) == digests[1].digest)
    }
    try check(provider.type)
  }
}
