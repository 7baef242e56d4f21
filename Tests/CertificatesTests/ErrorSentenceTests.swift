// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import Testing
import Wire

struct ErrorSentenceTests {
  @Test(
    arguments: [
      (.encoding(WireError(.noRoom(missing: 3), "notBefore", at: 90)), "notBefore"),
      (.encoding(WireError(.invalid(65), "commonName", at: 40)), "commonName"),
      (.crypto(.invalidKey), "key"), (.serialNumberLength(7), "7 bytes"),
      (.serialNumberZero, "zeros"), (.endsBeforeItBegins, "ends before"),
      (.issuerHasNoName, "authority"), (.subjectHasNoName, "subject"),
      (.publicKeyForm, "65 bytes"),
      (.proofOfPossession(.crypto(.invalidSignature)), "holds the key"),
      (.unknownExtensionAskedFor, "critical"), (.keyStore(.unreachable), "store"),
      (.privateKey(.form("version")), "(version)"), (.privateKey(.encrypted), "-topk8"),
      (.privateKey(.rsa), "genpkey"), (.privateKey(.otherCurve), "P-256"),
      (.privateKey(.otherAlgorithm), "Ed25519"), (.privateKey(.missing), "BEGIN PRIVATE KEY"),
      (.publicKeyMismatch, "another"),
    ] as [(X509Error, String)])
  func anErrorIsASentenceThatSaysWhatToDo(error: X509Error, word: String) {
    let sentence = "\(error)"
    #expect(sentence.contains(word))
    #expect(sentence.contains(where: { $0 == ";" || $0 == ":" }), "\(sentence)")
  }

  @Test func aLineOfPEM() throws {
    let text = ascii("-----BEGIN A-----\nAAAAA\n-----END A-----")
    let error: PEMError? = refusal { out throws(PEMError) in
      var reader = PEMReader(text.span)
      if let block = try reader.next() { try block.decode(into: &out) }
    }
    #expect("\(try #require(error))".hasPrefix("line 2: not base64; "))
  }
}
