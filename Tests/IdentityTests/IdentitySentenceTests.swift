// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import Testing
import Wire

@Suite struct IdentitySentenceTests {
  @Test(
    arguments: [
      (.alreadyEnrolled, "already"), (.full(limit: 5), "5 devices"), (.unknownDevice, "enrol it"),
      (.tooManyOpen(limit: 4), "4 challenges"), (.notAsked, "no challenge"),
      (.replayed, "answered before"), (.expired, "too late"), (.wrongKey, "clone"),
      (.notAKey, "public key"), (.crypto(.entropyFailure), "cryptography"),
    ] as [(RegistryRefusal, String)])
  func aRegistrySaysWhy(error: RegistryRefusal, word: String) {
    isASentence("\(error)", word)
  }

  @Test(
    arguments: [
      (.form(WireError(.truncated(missing: 2), "nonce", at: 9)), "nonce is cut short"),
      (.otherKey, "not signed by the key"), (.otherNonce, "new nonce"),
      (.otherDevice, "another device's"), (.otherStages(2, expected: 3), "2 stages ran where 3"),
      (.otherCode(stage: 1), "stage 1"), (.notEndorsed(0), "endorsement 0"),
      (.crypto(.unsupported), "cryptography"),
    ] as [(AttestationError, String)])
  func anAttestationSaysWhy(error: AttestationError, word: String) {
    isASentence("\(error)", word)
  }

  @Test(
    arguments: [
      (.chain, "1 to 8 certificates"), (.notInitial, "factory"), (.notLocal, "one initial"),
      (.sharedKey, "another identity's"), (.otherDevice, "serial number"),
      (.full(limit: 8), "8 local identities"), (.notEnrolled, "enrol it"),
    ] as [(IdentityRefusal, String)])
  func anIdentitySaysWhy(error: IdentityRefusal, word: String) {
    isASentence("\(error)", word)
  }

  private func isASentence(_ sentence: String, _ word: String) {
    #expect(sentence.contains(word), "\(sentence)")
    #expect(sentence.contains(";") || sentence.contains(":"), "\(sentence)")
    #expect(!sentence.hasSuffix("."), "\(sentence)")
  }
}
