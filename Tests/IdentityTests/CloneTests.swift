// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

@Suite struct CloneTests {
  /// The clone has the serial number and all that was ever said, and not the key.
  @Test(arguments: providers)
  func aCloneIsAcceptedByItsSerialNumberAndRefusedByItsKey(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var random = SeededRandom(seed: 11)
      var genuine = try Device<Crypto>("SN-0001", seed: 1)
      var clone = try Device<Crypto>("SN-0001", seed: 2)
      let serial = genuine.serial

      var bySerial = SerialRegistry()
      try bySerial.enrol(serial)
      try bySerial.admit(genuine.serial)
      try bySerial.admit(clone.serial)

      let audience = try Audience.of("readings.example")
      var byKey = KeyRegistry<Crypto>(audience)
      try byKey.enrol(serial, genuine.verifyingKey())
      var overheard: [(nonce: [UInt8], signature: [UInt8])] = []
      for time in 0..<3 {
        let nonce = try byKey.challenge(serial, now: second(time), using: &random).nonce
        let signature = try genuine.answer(nonce, from: audience)
        let proven = try byKey.admit(
          serial, nonce: nonce.span, signature: signature.span, now: second(time))
        #expect(proven.serial == serial)
        #expect(try proven.key == genuine.verifyingKey())
        overheard.append((nonce, signature))
      }

      // Everything that was said, again.
      for (nonce, signature) in overheard {
        #expect(byKey.refusal(serial, nonce, signature, at: 3) == .replayed)
      }
      // Everything that was said, as the answer to a new question.
      for (_, signature) in overheard {
        let nonce = try byKey.challenge(serial, now: second(40), using: &random).nonce
        #expect(byKey.refusal(serial, nonce, signature, at: 40) == .wrongKey)
      }
      // The sealed image, under another device's root key.
      let flash = Flash()
      var store = try MemoryStore<Crypto>(on: flash, root: 0x11, device: "SN-0001")
      try store.generate(.ecdsaP256, as: .of("idevid"))
      let copy = Flash(flash.image)
      #expect(copy.refusal(root: 0x22, device: "SN-0001") == .notSealedHere)
      #expect(copy.refusal(root: 0x11, device: "SN-0001") == nil)
      // A key of the clone's own.
      let nonce = try byKey.challenge(serial, now: second(80), using: &random).nonce
      let signature = try clone.answer(nonce, from: audience)
      #expect(byKey.refusal(serial, nonce, signature, at: 80) == .wrongKey)
    }
    try run(provider.type)
  }

  /// Who opens one device is that device, until it is struck off; he is no other.
  @Test(arguments: providers)
  func oneExtractedKeyIsOneDeviceUntilItIsStruckOff(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var random = SeededRandom(seed: 12)
      var opened = try Device<Crypto>("SN-0001", seed: 1)
      var other = try Device<Crypto>("SN-0002", seed: 2)
      let audience = try Audience.of("readings.example")
      var registry = KeyRegistry<Crypto>(audience)
      try registry.enrol(opened.serial, opened.verifyingKey())
      try registry.enrol(other.serial, other.verifyingKey())

      // The thief with the first device's key.
      let nonce = try registry.challenge(opened.serial, now: second(0), using: &random).nonce
      #expect(
        registry.refusal(opened.serial, nonce, try opened.answer(nonce, from: audience), at: 0)
          == nil)
      // In the second one's name.
      let question = try registry.challenge(other.serial, now: second(0), using: &random)
      let forged = try question.answer(with: &opened.key)
      #expect(registry.refusal(other.serial, question.nonce, forged, at: 0) == .wrongKey)

      // Struck off with a question still open.
      let last = try registry.challenge(opened.serial, now: second(1), using: &random)
      let answer = try opened.answer(last.nonce, from: audience)
      try registry.remove(opened.serial)
      #expect(registry.refusal(opened.serial, last.nonce, answer, at: 1) == .unknownDevice)
      #expect(throws: RegistryRefusal.unknownDevice) {
        try registry.challenge(opened.serial, now: second(2), using: &random)
      }
      // Enrolled anew, with another key: the old one stays worth nothing.
      var repaired = try Device<Crypto>("SN-0001", seed: 3)
      try registry.enrol(repaired.serial, repaired.verifyingKey())
      #expect(registry.refusal(opened.serial, last.nonce, answer, at: 2) == .notAsked)
      let next = try registry.challenge(opened.serial, now: second(3), using: &random).nonce
      let stolen = try opened.answer(next, from: audience)
      #expect(registry.refusal(opened.serial, next, stolen, at: 3) == .wrongKey)
      // And the other device never noticed.
      let theirs = try registry.challenge(other.serial, now: second(3), using: &random).nonce
      #expect(
        registry.refusal(other.serial, theirs, try other.answer(theirs, from: audience), at: 3)
          == nil)
    }
    try run(provider.type)
  }
}
