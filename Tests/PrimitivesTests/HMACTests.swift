// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// The vectors of RFC 4231, over each library's SHA-256.
struct HMACTests {
  struct Vector: Sendable {
    var key, data: [UInt8]
    var code: String
  }

  static let vectors = [
    Vector(
      key: [UInt8](repeating: 0x0B, count: 20), data: Array("Hi There".utf8),
      code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    Vector(
      key: Array("Jefe".utf8), data: Array("what do ya want for nothing?".utf8),
      code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    Vector(
      key: [UInt8](repeating: 0xAA, count: 20), data: [UInt8](repeating: 0xDD, count: 50),
      code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    Vector(
      key: Array(1...25), data: [UInt8](repeating: 0xCD, count: 50),
      code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    Vector(
      key: [UInt8](repeating: 0xAA, count: 131),
      data: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    Vector(
      key: [UInt8](repeating: 0xAA, count: 131),
      data: Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
  ]

  @Test(arguments: vectors) func vectorsOfRFC4231(vector: Vector) throws {
    try check(OpenSSLCrypto.SHA256.self, vector)
    try check(MbedTLSCrypto.SHA256.self, vector)
  }

  private func check<Hash: HashFunction & ~Copyable>(_: Hash.Type, _ vector: Vector) throws {
    var hmac = try HMAC<Hash>(key: vector.key.span)
    let expected = hex(vector.code)
    for cut in [0, 1, vector.data.count / 2] {
      try hmac.update(vector.data.span.extracting(0..<cut))
      try hmac.update(vector.data.span.extracting(cut...))
      let code = try [UInt8](capacity: 32) { out throws(CryptoError) in
        try hmac.finish(into: &out)
      }
      #expect(code == expected)
    }
    for count in 0...32 {
      try hmac.update(vector.data.span)
      #expect(try hmac.isValid(expected.span.extracting(0..<count)) == (count > 0))
    }
    for i in 0..<32 {
      var wrong = expected
      wrong[i] ^= 1
      try hmac.update(vector.data.span)
      #expect(try !hmac.isValid(wrong.span))
    }
    try hmac.update(vector.data.span)
    #expect(try !hmac.isValid((expected + [0]).span))
    let short = [UInt8](capacity: 31) { out in
      #expect(throws: CryptoError.bufferTooSmall(needed: 32)) { try hmac.finish(into: &out) }
    }
    #expect(short.isEmpty)
  }
}
