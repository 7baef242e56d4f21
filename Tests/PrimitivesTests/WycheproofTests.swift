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
