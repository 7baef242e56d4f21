// SPDX-License-Identifier: Apache-2.0
import Primitives
import Testing

struct CryptoErrorTests {
  @Test(
    arguments: [
      (.wrongKeyLength(24), "24"), (.wrongNonceLength(8), "8"), (.wrongTagLength(12), "12"),
      (.tooLong(limit: 99), "99"), (.bufferTooSmall(needed: 72), "72"),
      (.authenticationFailed, "discard"), (.invalidKey, "check"),
      (.invalidSignature, "do not act"), (.entropyFailure, "mend"),
      (.reseedRequired, "reseed"), (.unsupported, "choose"), (.library(-18), "-18"),
    ] as [(CryptoError, String)])
  func anErrorIsOneSentenceThatSaysWhatToDo(error: CryptoError, part: String) {
    let sentence = "\(error)"
    #expect(sentence.contains(part))
    #expect(sentence.contains("; ") && !sentence.contains("\n") && !sentence.hasSuffix("."))
  }
}
