// SPDX-License-Identifier: Apache-2.0
import Foundation
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// AES-GCM from "The Galois/Counter Mode of Operation", appendix B (McGrew, Viega),
/// which NIST took over: test cases 1 to 4 and, for AES-256, 13 to 16.
private struct Example: Sendable, CustomTestStringConvertible {
  let number: Int
  var key: String
  var nonce = "000000000000000000000000"
  var data = ""
  var plaintext = ""
  var ciphertext = ""
  let tag: String

  var testDescription: String { "test case \(number)" }
}

private let zeros = "00000000000000000000000000000000"
private let key = "feffe9928665731c6d6a8f9467308308"
private let plaintext =
  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
  + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
private let ciphertext128 =
  "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
  + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985"
private let ciphertext256 =
  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
  + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
private let data = "feedfacedeadbeeffeedfacedeadbeefabaddad2"
private let nonce = "cafebabefacedbaddecaf888"

private let examples = [
  Example(number: 1, key: zeros, tag: "58e2fccefa7e3061367f1d57a4e7455a"),
  Example(
    number: 2, key: zeros, plaintext: zeros, ciphertext: "0388dace60b6a392f328c2b971b2fe78",
    tag: "ab6e47d42cec13bdf53a67b21257bddf"),
  Example(
    number: 3, key: key, nonce: nonce, plaintext: plaintext, ciphertext: ciphertext128,
    tag: "4d5c2af327cd64a62cf35abd2ba6fab4"),
  Example(
    number: 4, key: key, nonce: nonce, data: data, plaintext: String(plaintext.dropLast(8)),
    ciphertext: String(ciphertext128.dropLast(8)), tag: "5bc94fbc3221a5db94fae95ae7121a47"),
  Example(number: 13, key: zeros + zeros, tag: "530f8afbc74536b9a963b4f1c4cb738b"),
  Example(
    number: 14, key: zeros + zeros, plaintext: zeros,
    ciphertext: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919"),
  Example(
    number: 15, key: key + key, nonce: nonce, plaintext: plaintext, ciphertext: ciphertext256,
    tag: "b094dac5d93471bdec1a502270e3cc6c"),
  Example(
    number: 16, key: key + key, nonce: nonce, data: data,
    plaintext: String(plaintext.dropLast(8)), ciphertext: String(ciphertext256.dropLast(8)),
    tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
]

struct AEADTests {
  @Test(arguments: providers, examples)
  private func sealsAndOpensTheStandardsExamples(provider: Provider, example: Example) throws {
    let key = hex(example.key)
    let nonce = hex(example.nonce)
    let data = hex(example.data)
    var text = hex(example.plaintext)
    let tag = try provider.type.seal(&text, key: key, nonce: nonce, data: data)
    #expect(hexString(text) == example.ciphertext)
    #expect(hexString(tag) == example.tag)
    try provider.type.open(&text, key: key, nonce: nonce, data: data, tag: tag)
    #expect(hexString(text) == example.plaintext)
  }

  @Test(arguments: providers, providers)
  func whatOneSealsTheOtherOpensWithOneKeyForManyMessages(
    sealer: Provider, opener: Provider
  ) throws {
    func check<A: CryptoProvider, B: CryptoProvider>(_: A.Type, _: B.Type) throws {
      var random = SeededRandom(seed: 2)
      for keyLength in [16, 32] {
        let key = random.bytes(keyLength)
        var a = try A.AESGCM(key: key.span)
        var b = try B.AESGCM(key: key.span)
        for _ in 0..<200 {
          let plaintext = random.bytes(.random(in: 0...600, using: &random))
          let data = random.bytes(.random(in: 0...40, using: &random))
          let nonce = random.bytes(12)
          var text = plaintext
          var tag = [UInt8](repeating: 0, count: 16)
          try a.seal(&text, nonce: nonce, data: data, tag: &tag)
          #expect(text != plaintext || plaintext.count < 8)
          try b.open(&text, nonce: nonce, data: data, tag: tag)
          #expect(text == plaintext)
        }
      }
    }
    try check(sealer.type, opener.type)
  }

  /// A record that arrives short, or with any one bit changed, is never released.
  @Test(arguments: providers)
  func anyChangeIsRefusedAndTheTextWiped(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var random = SeededRandom(seed: 3)
      let key = random.bytes(16)
      var aead = try P.AESGCM(key: key.span)
      for round in 0..<400 {
        let plaintext = random.bytes(.random(in: 1...100, using: &random))
        let (nonce, data) = (random.bytes(12), random.bytes(5))
        var text = plaintext
        var tag = [UInt8](repeating: 0, count: 16)
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
    try check(provider.type)
  }

  @Test(arguments: providers, [0, 1, 15, 17, 24, 31, 33])
  func keysOfOtherLengthsAreRefused(provider: Provider, length: Int) {
    func check<P: CryptoProvider>(_: P.Type) {
      let key = [UInt8](repeating: 1, count: length)
      let error = refusal { () throws(CryptoError) in _ = try P.AESGCM(key: key.span) }
      #expect(error == .wrongKeyLength(length))
    }
    check(provider.type)
  }

  @Test(
    arguments: providers,
    [(0, 16), (11, 16), (13, 16), (12, 0), (12, 15), (12, 17)] as [(nonce: Int, tag: Int)])
  func noncesAndTagsOfOtherLengthsAreRefusedBeforeAnythingIsTouched(
    provider: Provider, lengths: (nonce: Int, tag: Int)
  ) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var aead = try P.AESGCM(key: [UInt8](repeating: 1, count: 16).span)
      let nonce = [UInt8](repeating: 2, count: lengths.nonce)
      var tag = [UInt8](repeating: 3, count: lengths.tag)
      var text = [UInt8](repeating: 4, count: 20)
      let expected: CryptoError =
        lengths.nonce == 12 ? .wrongTagLength(lengths.tag) : .wrongNonceLength(lengths.nonce)
      let sealing = refusal { () throws(CryptoError) in
        try aead.seal(&text, nonce: nonce, tag: &tag)
      }
      let opening = refusal { () throws(CryptoError) in
        try aead.open(&text, nonce: nonce, tag: tag)
      }
      #expect(sealing == expected && opening == expected)
      #expect(text == [UInt8](repeating: 4, count: 20))
      #expect(tag == [UInt8](repeating: 3, count: lengths.tag))
    }
    try check(provider.type)
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
