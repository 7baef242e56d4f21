// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

private enum Verdict: String, Decodable { case valid, invalid }

private struct MACGroup: Decodable {
  struct Test: Decodable {
    var tcId: Int
    var comment, key, msg, tag: String
    var result: Verdict
  }
  var tests: [Test]
}

private struct HKDFGroup: Decodable {
  struct Test: Decodable {
    var tcId, size: Int
    var comment, ikm, salt, info, okm: String
    var result: Verdict
  }
  var tests: [Test]
}

@Suite(.wycheproof)
struct WycheproofMACTests {
  /// Tags that are cut off are the leftmost bytes, which is what we take too.
  @Test(arguments: providers)
  func hmac(provider: Provider) throws {
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.HMACSHA256.self, "hmac_sha256_test.json")
      try check(P.HMACSHA384.self, "hmac_sha384_test.json")
      try check(P.HMACSHA512.self, "hmac_sha512_test.json")
    }
    try each(provider.type)
  }

  private func check<M: MessageAuthenticationCode & ~Copyable>(
    _: M.Type, _ file: String
  ) throws {
    var counts = (valid: 0, invalid: 0)
    for group: MACGroup in try Wycheproof.read(file) {
      for test in group.tests {
        var code = try M(key: hex(test.key).span)
        let tag = hex(test.tag)
        try code.update(hex(test.msg).span)
        let accepted = try code.isValid(tag.span)
        #expect(accepted == (test.result == .valid), "\(file) \(test.tcId): \(test.comment)")
        if test.result == .valid { counts.valid += 1 } else { counts.invalid += 1 }
        guard test.result == .valid else { continue }
        try code.update(hex(test.msg).span)
        let own = try [UInt8](capacity: M.codeLength) { out throws(CryptoError) in
          try code.finish(into: &out)
        }
        #expect(Array(own.prefix(tag.count)) == tag, "\(file) \(test.tcId)")
      }
    }
    #expect(counts.valid + counts.invalid == 174 && counts.valid > 50 && counts.invalid > 50)
  }

  /// What is invalid there is too long, and nothing else.
  @Test(arguments: providers)
  func hkdf(provider: Provider) throws {
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.HKDFSHA256.self, "hkdf_sha256_test.json", 86)
      try check(P.HKDFSHA384.self, "hkdf_sha384_test.json", 83)
      try check(P.HKDFSHA512.self, "hkdf_sha512_test.json", 83)
    }
    try each(provider.type)
  }

  private func check<K: KeyDerivation>(_: K.Type, _ file: String, _ count: Int) throws {
    var run = 0
    for group: HKDFGroup in try Wycheproof.read(file) {
      for test in group.tests {
        run += 1
        let key = try K.extract(salt: hex(test.salt).span, keyMaterial: hex(test.ikm).span)
        var out = [UInt8](repeating: 0x5A, count: test.size)
        let error = refusal { () throws(CryptoError) in
          var span = out.mutableSpan
          try K.expand(key.bytes, info: hex(test.info).span, into: &span)
        }
        if test.result == .valid {
          #expect(error == nil && out == hex(test.okm), "\(file) \(test.tcId): \(test.comment)")
        } else {
          #expect(error == .tooLong(limit: 255 * K.pseudorandomKeyLength))
          #expect(out.allSatisfy { $0 == 0x5A })
        }
      }
    }
    #expect(run == count)
  }
}
