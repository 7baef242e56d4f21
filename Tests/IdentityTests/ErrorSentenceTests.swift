// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import Testing
import Wire

struct ErrorSentenceTests {
  @Test(
    arguments: [
      (.labelForm, "hyphens"), (.labelTaken, "already"), (.noSuchKey, "list"),
      (.wrongUse(.ed25519), "does not agree"), (.wrongUse(.x25519), "does not sign"),
      (.full(limit: 32), "32 keys"), (.unsupported, "lacks"),
      (.notWrappedForUs, "wrap it again"), (.crypto(.invalidKey), "not one of this algorithm's"),
      (.image(WireError(.truncated(missing: 3), "nonce", at: 13)), "nonce is cut short"),
      (.imageVersion(2), "form 2"), (.notSealedHere, "another device"),
      (.rolledBack(image: 4, counter: 7), "number 4 where the counter says 7"),
      (.medium(28), "number 28"), (.unreachable, "start the agent"), (.impostor, "trust nothing"),
      (.refused, "caller"), (.busy, "wait"), (.tooLong(limit: 4096), "4096 bytes"),
      (.protocolViolation(WireError(.leftover(2), "answer", at: 5)), "answer"),
      (.module(0x31), "number 49"),
    ] as [(KeyStoreError, String)])
  func anErrorIsASentenceThatSaysWhatToDo(error: KeyStoreError, word: String) {
    let sentence = "\(error)"
    #expect(sentence.contains(word), "\(sentence)")
    #expect(sentence.contains(";") || sentence.contains(":"), "\(sentence)")
  }
}
