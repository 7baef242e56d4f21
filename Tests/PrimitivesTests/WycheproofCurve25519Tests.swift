// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

private struct AgreementGroup: Decodable {
  struct Test: Decodable {
    var tcId: Int
    var comment, `public`, `private`, shared: String
  }
  var tests: [Test]
}

private struct EdDSAGroup: Decodable {
  struct Key: Decodable { var pk: String }
  struct Test: Decodable {
    var tcId: Int
    var comment, msg, sig, result: String
  }
  var publicKey: Key
  var tests: [Test]
}

@Suite(.wycheproof)
struct WycheproofCurve25519Tests {
  /// What Wycheproof calls acceptable is decided here: a secret of zeros is refused, and any
  /// other is found, be the point on the twist or its number not the smallest.
  @Test(arguments: providers)
  func x25519(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var counts = (found: 0, refused: 0)
      for group: AgreementGroup in try Wycheproof.read("x25519_test.json") {
        for test in group.tests {
          let shared = hex(test.shared)
          var found: [UInt8] = []
          let error = refusal { () throws(CryptoError) in
            var key = try P.X25519(privateKey: hex(test.private).span)
            let secret = try key.sharedSecret(with: hex(test.public).span)
            found = secret.bytes.indices.map { secret.bytes[$0] }
          }
          if shared.allSatisfy({ $0 == 0 }) {
            counts.refused += 1
            #expect(error == .invalidKey, "\(test.tcId): \(test.comment)")
          } else {
            counts.found += 1
            #expect(error == nil && found == shared, "\(test.tcId): \(test.comment)")
          }
        }
      }
      #expect(counts.found > 450 && counts.refused > 25)
      print(
        """
        Wycheproof X25519, \(provider.testDescription): \(counts.found) vectors; refused, \
        since the secret would be zero: \(counts.refused)
        """)
    }
    try check(provider.type)
  }

  @Test(arguments: providers)
  func ed25519(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var run = 0
      for group: EdDSAGroup in try Wycheproof.read("ed25519_test.json") {
        let key = hex(group.publicKey.pk)
        for test in group.tests {
          let error = refusal { () throws(CryptoError) in
            try P.Ed25519.verify(
              hex(test.sig).span, of: hex(test.msg).span, publicKey: key.span)
          }
          run += 1
          let expected: CryptoError? =
            !P.Ed25519.isAvailable
            ? .unsupported : test.result == "valid" ? nil : .invalidSignature
          #expect(error == expected, "\(test.tcId): \(test.comment)")
        }
      }
      #expect(run > 140)
      print("Wycheproof Ed25519, \(provider.testDescription): \(run) vectors")
    }
    try check(provider.type)
  }
}
