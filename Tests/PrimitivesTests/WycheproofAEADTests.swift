// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

private struct AEADGroup: Decodable {
  struct Test: Decodable {
    var tcId: Int
    var comment, key, iv, aad, msg, ct, tag: String
    var result: Verdict
  }
  enum Verdict: String, Decodable { case valid, invalid, acceptable }

  var tests: [Test]
}

/// We take 12-byte nonces (RFC 5116, 5.1), keys of 16 or 32 bytes, and one length of tag for
/// each algorithm, since no suite of TLS uses others. The vectors with others must then be
/// refused for that very reason.
@Suite(.wycheproof)
struct WycheproofAEADTests {
  @Test(arguments: AEADAlgorithm.named("AES-GCM"))
  func aesGCM(aead: AEADAlgorithm) throws {
    try run("aes_gcm_test.json", aead, atLeast: 133)
  }

  @Test(arguments: AEADAlgorithm.named("AES-CCM"))
  func aesCCM(aead: AEADAlgorithm) throws { try run("aes_ccm_test.json", aead, atLeast: 156) }

  @Test(arguments: AEADAlgorithm.named("AES-CCM-8"))
  func aesCCM8(aead: AEADAlgorithm) throws { try run("aes_ccm_test.json", aead, atLeast: 16) }

  @Test(arguments: AEADAlgorithm.named("ChaCha20-Poly1305"))
  func chaCha20Poly1305(aead: AEADAlgorithm) throws {
    try run("chacha20_poly1305_test.json", aead, atLeast: 316)
  }

  private func run(_ file: String, _ aead: AEADAlgorithm, atLeast expected: Int) throws {
    var counts = (run: 0, keys: 0, nonces: 0, tags: 0)
    for group: AEADGroup in try Wycheproof.read(file) {
      for test in group.tests {
        let (key, nonce, data) = (hex(test.key), hex(test.iv), hex(test.aad))
        let (message, ciphertext, tag) = (hex(test.msg), hex(test.ct), hex(test.tag))
        var opened = ciphertext
        let opening = refusal { () throws(CryptoError) in
          try aead.open(&opened, key: key, nonce: nonce, data: data, tag: tag)
        }
        if !aead.keyLengths.contains(key.count) {
          counts.keys += 1
          #expect(opening == .wrongKeyLength(key.count))
        } else if nonce.count != 12 {
          counts.nonces += 1
          #expect(opening == .wrongNonceLength(nonce.count))
        } else if tag.count != aead.tagLength {
          counts.tags += 1
          #expect(opening == .wrongTagLength(tag.count))
        } else if test.result == .valid {
          counts.run += 1
          #expect(opening == nil && opened == message, "\(test.tcId): \(test.comment)")
          var sealed = message
          let itsTag = try aead.seal(&sealed, key: key, nonce: nonce, data: data)
          #expect(sealed == ciphertext && itsTag == tag, "\(test.tcId): \(test.comment)")
        } else {
          counts.run += 1
          #expect(opening == .authenticationFailed, "\(test.tcId): \(test.comment)")
          #expect(opened.allSatisfy { $0 == 0 })
        }
      }
    }
    #expect(counts.run >= expected)
    print(
      """
      Wycheproof \(aead.testDescription): \(counts.run) vectors; refused as they must be, for \
      another length: of the key \(counts.keys), of the nonce \(counts.nonces), of the tag \
      \(counts.tags)
      """)
  }
}
