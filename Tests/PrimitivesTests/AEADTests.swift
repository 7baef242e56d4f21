// SPDX-License-Identifier: Apache-2.0
import Foundation
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// What every AEAD of every provider must do.
struct AEADTests {
  /// What a provider lacks throws `.unsupported`, whatever the key; what it has takes keys.
  @Test(arguments: allAEADs)
  func whatIsLackingSaysSo(aead: AEADAlgorithm) {
    func check<A: AEAD & ~Copyable>(_: A.Type) {
      for length in aead.keyLengths {
        let key = [UInt8](repeating: 1, count: length)
        let error = refusal { () throws(CryptoError) in _ = try A(key: key.span) }
        #expect(error == (A.isAvailable ? nil : .unsupported))
      }
      if A.isAvailable { #expect(A.nonceLength == 12 && A.tagLength == aead.tagLength) }
    }
    check(aead.type)
  }

  @Test(arguments: aeadPairs)
  func whatOneSealsTheOtherOpensWithOneKeyForManyMessages(pair: AEADPair) throws {
    func check<A: AEAD & ~Copyable, B: AEAD & ~Copyable>(_: A.Type, _: B.Type) throws {
      var random = SeededRandom(seed: 2)
      for keyLength in pair.sealer.keyLengths {
        let key = random.bytes(keyLength)
        var a = try A(key: key.span)
        var b = try B(key: key.span)
        for length in 0...300 {
          let plaintext = random.bytes(length)
          let data = random.bytes(.random(in: 0...40, using: &random))
          let nonce = random.bytes(12)
          var text = plaintext
          var tag = [UInt8](repeating: 0, count: pair.sealer.tagLength)
          try a.seal(&text, nonce: nonce, data: data, tag: &tag)
          #expect(text != plaintext || plaintext.count < 8)
          try b.open(&text, nonce: nonce, data: data, tag: tag)
          #expect(text == plaintext)
        }
      }
    }
    try check(pair.sealer.type, pair.opener.type)
  }

  /// A record that arrives short, or with any one bit changed, is never released.
  @Test(arguments: aeads)
  func anyChangeIsRefusedAndTheTextWiped(aead algorithm: AEADAlgorithm) throws {
    func check<A: AEAD & ~Copyable>(_: A.Type) throws {
      var random = SeededRandom(seed: 3)
      let key = random.bytes(algorithm.keyLengths[0])
      var aead = try A(key: key.span)
      for round in 0..<400 {
        let plaintext = random.bytes(.random(in: 1...100, using: &random))
        let (nonce, data) = (random.bytes(12), random.bytes(5))
        var text = plaintext
        var tag = [UInt8](repeating: 0, count: algorithm.tagLength)
        try aead.seal(&text, nonce: nonce, data: data, tag: &tag)
        var intact = text
        var parts = [text, nonce, data, tag]
        if round % 5 == 4 {
          parts[0].removeLast()
        } else {
          let bit = Int.random(in: 0..<parts[round % 5].count * 8, using: &random)
          parts[round % 5][bit / 8] ^= 1 << (bit % 8)
        }
        var changed = parts[0]
        let error = refusal { () throws(CryptoError) in
          try aead.open(&changed, nonce: parts[1], data: parts[2], tag: parts[3])
        }
        #expect(error == .authenticationFailed)
        #expect(changed.allSatisfy { $0 == 0 })
        // A forgery does the key no harm: the genuine message still opens.
        try aead.open(&intact, nonce: nonce, data: data, tag: tag)
        #expect(intact == plaintext)
      }
    }
    try check(algorithm.type)
  }

  @Test(arguments: aeads, [0, 1, 15, 16, 17, 24, 31, 32, 33])
  func keysOfOtherLengthsAreRefused(aead: AEADAlgorithm, length: Int) {
    func check<A: AEAD & ~Copyable>(_: A.Type) {
      let key = [UInt8](repeating: 1, count: length)
      let error = refusal { () throws(CryptoError) in _ = try A(key: key.span) }
      #expect(error == (aead.keyLengths.contains(length) ? nil : .wrongKeyLength(length)))
    }
    check(aead.type)
  }

  @Test(
    arguments: aeads,
    [(0, 0), (11, 0), (13, 0), (13, 1), (12, -8), (12, -1), (12, 1), (12, 8)]
      as [(nonce: Int, moreTag: Int)])
  func noncesAndTagsOfOtherLengthsAreRefusedBeforeAnythingIsTouched(
    aead algorithm: AEADAlgorithm, lengths: (nonce: Int, moreTag: Int)
  ) throws {
    func check<A: AEAD & ~Copyable>(_: A.Type) throws {
      let key = [UInt8](repeating: 1, count: algorithm.keyLengths[0])
      var aead = try A(key: key.span)
      let tagLength = algorithm.tagLength + lengths.moreTag
      let nonce = [UInt8](repeating: 2, count: lengths.nonce)
      var tag = [UInt8](repeating: 3, count: tagLength)
      var text = [UInt8](repeating: 4, count: 20)
      let expected: CryptoError =
        lengths.nonce == 12 ? .wrongTagLength(tagLength) : .wrongNonceLength(lengths.nonce)
      let sealing = refusal { () throws(CryptoError) in
        try aead.seal(&text, nonce: nonce, tag: &tag)
      }
      let opening = refusal { () throws(CryptoError) in
        try aead.open(&text, nonce: nonce, tag: tag)
      }
      #expect(sealing == expected && opening == expected)
      #expect(text == [UInt8](repeating: 4, count: 20))
      #expect(tag == [UInt8](repeating: 3, count: tagLength))
    }
    try check(algorithm.type)
  }

  /// OpenSSL counts in a C int. These bytes belong to nobody: whoever reads one, crashes.
  @Test func moreThanOpenSSLCanCountIsRefusedBeforeAnythingIsTouched() throws {
    let count = Int(Int32.max) + 1
    let pages = try #require(
      mmap(nil, count, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))
    try #require(pages != MAP_FAILED)
    defer { munmap(pages, count) }
    let bytes = UnsafeMutableBufferPointer(
      start: pages.assumingMemoryBound(to: UInt8.self), count: count)
    var text = bytes.mutableSpan
    var aead = try OpenSSLCrypto.AESGCM(key: [UInt8](repeating: 1, count: 16).span)
    let nonce = [UInt8](repeating: 2, count: 12)
    var tag = [UInt8](repeating: 3, count: 16)
    let error = refusal { () throws(CryptoError) in
      var tag = tag.mutableSpan
      try aead.seal(&text, nonce: nonce.span, authenticating: nonce.span, tag: &tag)
    }
    #expect(error == .tooLong(limit: Int(Int32.max)))
    #expect(tag == [UInt8](repeating: 3, count: 16))
  }
}
