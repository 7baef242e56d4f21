// SPDX-License-Identifier: Apache-2.0
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

struct AESGCMTests {
  @Test(arguments: AEADAlgorithm.named("AES-GCM"), examples)
  private func sealsAndOpensTheStandardsExamples(
    aead: AEADAlgorithm, example: Example
  ) throws {
    let key = hex(example.key)
    let nonce = hex(example.nonce)
    let data = hex(example.data)
    var text = hex(example.plaintext)
    let tag = try aead.seal(&text, key: key, nonce: nonce, data: data)
    #expect(hexString(text) == example.ciphertext)
    #expect(hexString(tag) == example.tag)
    try aead.open(&text, key: key, nonce: nonce, data: data, tag: tag)
    #expect(hexString(text) == example.plaintext)
  }
}
