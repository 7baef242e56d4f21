// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// The examples of FIPS 180-4 (NIST, *Secure Hash Standard* examples), and the empty message.
private struct Example: Sendable {
  var message: [UInt8]
  var sha256, sha384, sha512: String
}

private let examples = [
  Example(
    message: [],
    sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    sha384: """
      38b060a751ac96384cd9327eb1b1e36a21fdb71114be0743
      4c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b
      """,
    sha512: """
      cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce
      47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e
      """),
  Example(
    message: Array("abc".utf8),
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    sha384: """
      cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163
      1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7
      """,
    sha512: """
      ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
      2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
      """),
  Example(
    message: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
    sha256: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    sha384: """
      9d0e1809716474cb086e834e310a4a1ced149e9c00f24852
      7972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985
      """,
    sha512: """
      e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb
      de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b
      """),
]

struct HashTests {
  @Test(arguments: providers)
  func digestsAreThoseOfTheStandard(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      for example in examples {
        #expect(try digest(P.SHA256.self, example.message) == hex(example.sha256))
        #expect(try digest(P.SHA384.self, example.message) == hex(example.sha384))
        #expect(try digest(P.SHA512.self, example.message) == hex(example.sha512))
      }
    }
    try check(provider.type)
  }

  @Test(arguments: providers)
  func paddingChangesAtTheRightLengths(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      for vector in HashVector.sha256 {
        #expect(try digest(P.SHA256.self, hex(vector.message)) == hex(vector.digest))
      }
      for vector in HashVector.sha384 {
        #expect(try digest(P.SHA384.self, hex(vector.message)) == hex(vector.digest))
      }
      for vector in HashVector.sha512 {
        #expect(try digest(P.SHA512.self, hex(vector.message)) == hex(vector.digest))
      }
    }
    try check(provider.type)
  }

  /// Every length up to a bit over two blocks, cut at every place.
  @Test(arguments: providers)
  func aMessageCutAnywhereHasTheSameDigestAndTheNextBeginsAnew(provider: Provider) throws {
    func check<H: HashFunction & ~Copyable>(_: H.Type) throws {
      var random = SeededRandom(seed: 1)
      var hash = try H()
      let lengths =
        Array(0...16) + Array((H.blockLength - 20)...(H.blockLength + 2))
        + [2 * H.blockLength, 2 * H.blockLength + 1]
      for length in lengths {
        let message = random.bytes(length)
        let whole = try digest(H.self, message)
        for cut in 0...length {
          try hash.update(message.span.extracting(first: cut))
          try hash.update(message.span.extracting(cut...))
          let inPieces = try hash.finish(room: H.digestLength)
          #expect(inPieces == whole)
        }
      }
    }
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.SHA256.self)
      try check(P.SHA384.self)
      try check(P.SHA512.self)
    }
    try each(provider.type)
  }

  @Test(arguments: providers)
  func aCopyGoesItsOwnWay(provider: Provider) throws {
    func check<H: HashFunction & ~Copyable>(_: H.Type) throws {
      let (start, end, other) = ([UInt8](1...77), [UInt8](3...200), [UInt8](9...99))
      var hash = try H()
      try hash.update(start.span)
      var copy = try hash.copy()
      try hash.update(end.span)
      try copy.update(other.span)
      var late = try H()
      try late.update(other.span)
      try late.restore(from: copy)
      let digests = (
        try hash.finish(room: H.digestLength), try copy.finish(room: H.digestLength),
        try late.finish(room: H.digestLength)
      )
      #expect(try digests.0 == digest(H.self, start + end))
      #expect(try digests.1 == digest(H.self, start + other))
      #expect(digests.2 == digests.1)
    }
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.SHA256.self)
      try check(P.SHA384.self)
      try check(P.SHA512.self)
    }
    try each(provider.type)
  }

  @Test(arguments: providers)
  func tooLittleRoomLosesNothing(provider: Provider) throws {
    func check<H: HashFunction & ~Copyable>(_: H.Type) throws {
      var hash = try H()
      try hash.update(Array("abc".utf8).span)
      for room in [0, 1, H.digestLength - 1] {
        let kept = [UInt8](capacity: room) { out in
          // An array may have more room than was asked for.
          while out.freeCapacity >= H.digestLength { out.append(0) }
          let before = out.count
          let error = refusal { () throws(CryptoError) in try hash.finish(into: &out) }
          #expect(error == .bufferTooSmall(needed: H.digestLength) && out.count == before)
        }
        #expect(kept.allSatisfy { $0 == 0 })
      }
      let whole = try hash.finish(room: H.digestLength)
      #expect(try whole == digest(H.self, Array("abc".utf8)))
    }
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.SHA256.self)
      try check(P.SHA384.self)
      try check(P.SHA512.self)
    }
    try each(provider.type)
  }

  /// Nobody has so many bytes, so the span lies about them: it must be refused unread.
  @Test func aMessageWhoseLengthDoesNotFitIsRefused() throws {
    func check<H: HashFunction & ~Copyable>(_: H.Type) throws {
      var hash = try H()
      try hash.update(Array("ab".utf8).span)
      let byte = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
      defer { byte.deallocate() }
      byte.initialize(to: UInt8(ascii: "c"))
      let limit = 1 << 61 - 1
      for count in [limit - 1, limit, .max] {
        let endless = Span(_unsafeStart: byte, count: count)
        let error = refusal { () throws(CryptoError) in try hash.update(endless) }
        #expect(error == .tooLong(limit: limit))
      }
      try hash.update(Span(_unsafeStart: byte, count: 1))
      let whole = try hash.finish(room: H.digestLength)
      #expect(try whole == digest(H.self, Array("abc".utf8)))
    }
    try check(PortableCrypto.SHA256.self)
    try check(PortableCrypto.SHA384.self)
    try check(PortableCrypto.SHA512.self)
  }

  private func digest<H: HashFunction & ~Copyable>(
    _: H.Type, _ message: [UInt8]
  ) throws -> [UInt8] {
    var hash = try H()
    try hash.update(message.span)
    return try hash.finish(room: H.digestLength)
  }
}
