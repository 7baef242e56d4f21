// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// FIPS 197, appendix B, and the examples of appendix C for the two lengths that we have.
struct AESTests {
  @Test(arguments: [
    (
      "2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734",
      "3925841d02dc09fbdc118597196a0b32"
    ),
    (
      "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
      "69c4e0d86a7b0430d8cdb78070b4c55a"
    ),
    (
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
      "00112233445566778899aabbccddeeff", "8ea2b7ca516745bfeafc49904b496089"
    ),
  ])
  func encryptsTheStandardsExamples(key: String, plaintext: String, ciphertext: String) throws {
    let cipher = try PortableCrypto.AES(key: hex(key).span)
    var block = hex(plaintext)
    try encrypt(cipher, &block)
    #expect(hexString(block) == ciphertext)
  }

  @Test func oneKeyEncryptsManyBlocksAndNeverTwoToTheSame() throws {
    let cipher = try PortableCrypto.AES(key: [UInt8](repeating: 7, count: 16).span)
    var seen = Set<[UInt8]>()
    for i in 0..<1_000 {
      var block = [UInt8](repeating: 0, count: 16)
      (block[3], block[12]) = (UInt8(i % 256), UInt8(i / 256))
      try encrypt(cipher, &block)
      seen.insert(block)
    }
    #expect(seen.count == 1_000)
  }

  @Test(arguments: [0, 1, 15, 17, 24, 31, 33])
  func keysOfOtherLengthsAreRefused(length: Int) {
    let error = refusal { () throws(CryptoError) in
      _ = try PortableCrypto.AES(key: [UInt8](repeating: 1, count: length).span)
    }
    #expect(error == .wrongKeyLength(length))
  }

  @Test(arguments: [0, 15, 17, 32])
  func whatIsNotABlockIsRefusedUntouched(length: Int) throws {
    let cipher = try PortableCrypto.AES(key: [UInt8](repeating: 1, count: 16).span)
    var bytes = [UInt8](repeating: 4, count: length)
    let error = refusal { () throws(CryptoError) in try encrypt(cipher, &bytes) }
    #expect(error == .bufferTooSmall(needed: 16))
    #expect(bytes == [UInt8](repeating: 4, count: length))
  }

  private func encrypt(
    _ cipher: borrowing PortableCrypto.AES, _ block: inout [UInt8]
  ) throws(CryptoError) {
    var block = block.mutableSpan
    try cipher.encrypt(&block)
  }
}
