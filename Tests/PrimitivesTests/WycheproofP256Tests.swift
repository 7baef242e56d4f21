// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

private enum Verdict: String, Decodable { case valid, invalid, acceptable }

private struct SignatureGroup: Decodable {
  struct Key: Decodable { var uncompressed: String }
  struct Test: Decodable {
    var tcId: Int
    var comment, msg, sig: String
    var result: Verdict
  }
  var publicKey: Key
  var tests: [Test]
}

private struct AgreementGroup: Decodable {
  struct Test: Decodable {
    var tcId: Int
    var comment: String
    var `public`, `private`, shared: String
    var result: Verdict
  }
  var tests: [Test]
}

@Suite(.wycheproof)
struct WycheproofP256Tests {
  @Test(arguments: providers)
  func ecdsa(provider: Provider) throws {
    var run = 0
    for group: SignatureGroup in try Wycheproof.read("ecdsa_secp256r1_sha256_test.json") {
      let key = hex(group.publicKey.uncompressed)
      for test in group.tests {
        let error = refusal { () throws(CryptoError) in
          try provider.type.verify(hex(test.sig), of: hex(test.msg), publicKey: key)
        }
        run += 1
        let expected: CryptoError? = test.result == .valid ? nil : .invalidSignature
        #expect(error == expected, "\(test.tcId): \(test.comment)")
      }
    }
    #expect(run > 400)
    print("Wycheproof ECDSA P-256, \(provider.testDescription): \(run) vectors")
  }

  /// A digest of 64 bytes, of which the leftmost 32 count.
  @Test(arguments: providers)
  func ecdsaOverSHA512(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var run = 0
      for group: SignatureGroup in try Wycheproof.read("ecdsa_secp256r1_sha512_test.json") {
        var key = try P.P256.PublicKey(publicKey: hex(group.publicKey.uncompressed).span)
        for test in group.tests {
          var hash = try P.SHA512()
          try hash.update(hex(test.msg).span)
          let digest = try hash.finish(room: 64)
          let error = refusal { () throws(CryptoError) in
            try key.verify(hex(test.sig).span, ofDigest: digest.span)
          }
          run += 1
          let expected: CryptoError? = test.result == .valid ? nil : .invalidSignature
          #expect(error == expected, "\(test.tcId): \(test.comment)")
        }
      }
      #expect(run > 400)
      print("Wycheproof ECDSA P-256 over SHA-512, \(P.name): \(run) vectors")
    }
    try check(provider.type)
  }

  /// The same, with r and s as they stand in JOSE and COSE: our writer makes DER of them.
  @Test(arguments: providers)
  func ecdsaInFixedForm(provider: Provider) throws {
    var counts = (run: 0, otherLengths: 0)
    for group: SignatureGroup in try Wycheproof.read("ecdsa_secp256r1_sha256_p1363_test.json") {
      let key = hex(group.publicKey.uncompressed)
      for test in group.tests {
        let numbers = hex(test.sig)
        guard numbers.count == 64 else {
          // ECDSASignature cannot be made of these.
          counts.otherLengths += 1
          #expect(test.result == .invalid)
          continue
        }
        let signature = try der(numbers)
        let error = refusal { () throws(CryptoError) in
          try provider.type.verify(signature, of: hex(test.msg), publicKey: key)
        }
        counts.run += 1
        let expected: CryptoError? = test.result == .valid ? nil : .invalidSignature
        #expect(error == expected, "\(test.tcId): \(test.comment)")
      }
    }
    #expect(counts.run > 200)
    print(
      """
      Wycheproof ECDSA P-256 in fixed form, \(provider.testDescription): \(counts.run) vectors; \
      left out, since the type holds 64 bytes and no other number: \(counts.otherLengths)
      """)
  }

  /// Keys as points, and keys as certificates carry them. Of the second we take the one header
  /// that is DER for an uncompressed point of the named curve P-256, and refuse all others, also
  /// those that Wycheproof finds acceptable; what is behind the header goes to the provider.
  @Test(arguments: providers)
  func ecdh(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      let header = hex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
      var counts = (agreed: 0, refused: 0, otherHeaders: 0)
      for (file, header) in [
        ("ecdh_secp256r1_ecpoint_test.json", []), ("ecdh_secp256r1_test.json", header),
      ] {
        for group: AgreementGroup in try Wycheproof.read(file) {
          for test in group.tests {
            let key = hex(test.public)
            guard key.starts(with: header) else {
              counts.otherHeaders += 1
              #expect(test.result != .valid, "\(test.tcId): \(test.comment)")
              continue
            }
            var secret: [UInt8] = []
            let error = refusal { () throws(CryptoError) in
              secret = try P.agree(scalar(test.private), Array(key.dropFirst(header.count)))
            }
            if test.result == .valid {
              counts.agreed += 1
              #expect(error == nil && secret == hex(test.shared), "\(test.tcId): \(test.comment)")
            } else {
              counts.refused += 1
              let length = key.count - header.count
              let expected = length == 65 ? CryptoError.invalidKey : .wrongKeyLength(length)
              #expect(error == expected, "\(test.tcId): \(test.comment)")
            }
          }
        }
      }
      #expect(counts.agreed > 600 && counts.refused > 10 && counts.otherHeaders > 200)
      print(
        """
        Wycheproof ECDH P-256, \(P.name): \(counts.agreed) secrets agreed; \(counts.refused) keys \
        refused; \(counts.otherHeaders) left out, since they are no DER of an uncompressed key
        """)
    }
    try check(provider.type)
  }
}

/// Wycheproof writes scalars like integers of DER: with a zero in front, or shorter.
private func scalar(_ text: String) -> [UInt8] {
  let digits = hex(text.count.isMultiple(of: 2) ? text : "0" + text).drop { $0 == 0 }
  return [UInt8](repeating: 0, count: 32 - digits.count) + digits
}
