// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// Of the four examples of SP 800-38C, appendix C, the third has a nonce of 12 bytes. Those of
/// RFC 3610 all have 13, which AEADTests shows to be refused; RFC 6655 has none.
struct AESCCMTests {
  @Test(arguments: AEADAlgorithm.named("AES-CCM-8"))
  func sealsAndOpensTheStandardsExample(aead: AEADAlgorithm) throws {
    let key = hex("404142434445464748494a4b4c4d4e4f")
    let nonce = hex("101112131415161718191a1b")
    let data = hex("000102030405060708090a0b0c0d0e0f10111213")
    let plaintext = hex("202122232425262728292a2b2c2d2e2f3031323334353637")
    var text = plaintext
    let tag = try aead.seal(&text, key: key, nonce: nonce, data: data)
    #expect(hexString(text) == "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5")
    #expect(hexString(tag) == "484392fbc1b09951")
    try aead.open(&text, key: key, nonce: nonce, data: data, tag: tag)
    #expect(text == plaintext)
  }

  /// The length of the tag is in the first block, so the short tag is not the long one's
  /// beginning: nobody can take a tag and cut it.
  @Test(arguments: providers)
  func aShortTagIsNotALongOneCut(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      guard P.AESCCM.isAvailable, P.AESCCM8.isAvailable else {
        // `AEADTests.whatIsLackingSaysSo` shows that it says so.
        let error = refusal { () throws(CryptoError) in
          _ = try P.AESCCM(key: [UInt8](repeating: 1, count: 16).span)
          _ = try P.AESCCM8(key: [UInt8](repeating: 1, count: 16).span)
        }
        #expect(error == .unsupported)
        return
      }
      let (key, nonce) = ([UInt8](repeating: 1, count: 16), [UInt8](repeating: 2, count: 12))
      var long = try P.AESCCM(key: key.span)
      var short = try P.AESCCM8(key: key.span)
      var (a, b) = ([UInt8](repeating: 3, count: 20), [UInt8](repeating: 3, count: 20))
      var (longTag, shortTag) = (
        [UInt8](repeating: 0, count: 16), [UInt8](repeating: 0, count: 8)
      )
      try long.seal(&a, nonce: nonce, tag: &longTag)
      try short.seal(&b, nonce: nonce, tag: &shortTag)
      #expect(a == b)
      #expect(Array(longTag.prefix(8)) != shortTag)
    }
    try check(provider.type)
  }
}
