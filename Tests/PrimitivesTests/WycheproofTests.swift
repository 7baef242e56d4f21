// SPDX-License-Identifier: Apache-2.0
import Foundation
import Primitives
import TestSupport
import Testing

/// The attacks that C2SP's Wycheproof collected, as test vectors: they are not part of this
/// package, so they are read where they lie.
enum Wycheproof {
  static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["WYCHEPROOF"].map(URL.init(fileURLWithPath:))
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = named ?? package.appending(path: "../shared/vectors/wycheproof")
    return FileManager.default.fileExists(atPath: folder.path) ? folder.standardized : nil
  }()

  struct File<Group: Decodable>: Decodable { var testGroups: [Group] }

  static func read<Group: Decodable>(_ file: String) throws -> [Group] {
    let url = try #require(folder).appending(path: file)
    return try JSONDecoder().decode(File<Group>.self, from: Data(contentsOf: url)).testGroups
  }
}

extension Trait where Self == ConditionTrait {
  static var wycheproof: ConditionTrait {
    .enabled(
      if: Wycheproof.folder != nil,
      """
      Wycheproof's vectors are not here, so this suite was not run; \
      `WYCHEPROOF=DIR` names a folder that holds its testvectors_v1
      """)
  }
}

private enum Verdict: String, Decodable { case valid, invalid, acceptable }

private struct AEADGroup: Decodable {
  struct Test: Decodable {
    var tcId: Int
    var comment, key, iv, aad, msg, ct, tag: String
    var result: Verdict
  }
  var ivSize, keySize, tagSize: Int
  var tests: [Test]
}

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

@Suite(.wycheproof)
struct WycheproofTests {
  /// We take 12-byte nonces (RFC 5116, 5.1), and keys of 16 or 32 bytes, since no suite of TLS
  /// uses others. The vectors with others must then be refused for that very reason.
  @Test(arguments: providers)
  func aesGCM(provider: Provider) throws {
    var counts = (run: 0, otherNonces: 0, otherKeys: 0)
    for group: AEADGroup in try Wycheproof.read("aes_gcm_test.json") {
      for test in group.tests {
        let (key, nonce, data) = (hex(test.key), hex(test.iv), hex(test.aad))
        let (message, ciphertext, tag) = (hex(test.msg), hex(test.ct), hex(test.tag))
        var sealed = message
        var opened = ciphertext
        let opening = refusal { () throws(CryptoError) in
          try provider.type.open(&opened, key: key, nonce: nonce, data: data, tag: tag)
        }
        if key.count == 24 {
          counts.otherKeys += 1
          #expect(opening == .wrongKeyLength(24))
        } else if nonce.count != 12 {
          counts.otherNonces += 1
          #expect(opening == .wrongNonceLength(nonce.count))
        } else if test.result == .valid {
          counts.run += 1
          #expect(opening == nil && opened == message, "\(test.tcId): \(test.comment)")
          let itsTag = try provider.type.seal(&sealed, key: key, nonce: nonce, data: data)
          #expect(sealed == ciphertext && itsTag == tag, "\(test.tcId): \(test.comment)")
        } else {
          counts.run += 1
          #expect(opening == .authenticationFailed, "\(test.tcId): \(test.comment)")
          #expect(opened.allSatisfy { $0 == 0 })
        }
      }
    }
    #expect(counts.run > 100)
    print(
      """
      Wycheproof AES-GCM, \(provider.testDescription): \(counts.run) vectors; refused as they \
      must be: \(counts.otherKeys) with 24-byte keys, \(counts.otherNonces) with nonces of \
      other lengths than 12
      """)
  }

  @Test(arguments: providers)
  func ecdsaP256(provider: Provider) throws {
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

  /// The same, with r and s as they stand in JOSE and COSE: our writer makes DER of them.
  @Test(arguments: providers)
  func ecdsaP256InFixedForm(provider: Provider) throws {
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
}
