// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import Primitives
import TestSupport
import Testing
import Wire

@Suite struct AttestationTests {
  let nonce = [UInt8](0..<16)

  func measurement(_ stage: String, _ byte: UInt8, count: Int = 32) throws -> Measurement {
    try #require(
      Measurement(Array(stage.utf8), digest: [UInt8](repeating: byte, count: count)))
  }

  func attestation(time: UInt64? = nil) throws -> Attestation {
    try #require(
      Attestation(
        of: .of("SN-0001"), nonce: nonce,
        measurements: [measurement("boot", 0xB0), measurement("app", 0xA0, count: 48)],
        time: time))
  }

  @Test func theMessageIsWhatItsDescriptionSays() throws {
    let start =
      Array("Things That Keep Secrets: attestation".utf8) + [0, 1] + [16] + nonce + [7]
      + Array("SN-0001".utf8)
    let stages: [UInt8] =
      [0, 91] + [4] + Array("boot".utf8) + [32] + [UInt8](repeating: 0xB0, count: 32)
      + [3] + Array("app".utf8) + [48] + [UInt8](repeating: 0xA0, count: 48)
    #expect(try attestation().message == start + [0] + stages)
    #expect(
      try attestation(time: 0x0102_0304_0506_0708).message
        == start + [8, 1, 2, 3, 4, 5, 6, 7, 8] + stages)
    #expect(isReservedForStatements(try attestation().message))
  }

  @Test(arguments: providers)
  func whatWasSignedIsReadAgain(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      for time in [nil, UInt64(0), .max] {
        var device = try Device<Crypto>("SN-0001", seed: 1)
        let signed = try SignedAttestation(attestation(time: time), signedWith: &device.key)
        let received = try SignedAttestation(reading: signed.bytes)
        #expect(received == signed)
        let told = try received.verified(
          by: device.verifyingKey(), answering: nonce, with: Crypto.self)
        #expect(try told == attestation(time: time))
        try told.check(.of("SN-0001"), runs: attestation().measurements)
      }
    }
    try run(provider.type)
  }

  func refusal(
    _ signed: SignedAttestation, _ key: VerifyingKey, _ nonce: [UInt8]
  ) -> AttestationError? {
    do throws(AttestationError) {
      _ = try signed.verified(by: key, answering: nonce, with: PortableCrypto.self)
      return nil
    } catch { return error }
  }

  @Test func anotherKeyAndAnotherQuestionAreRefused() throws {
    var device = try Device<PortableCrypto>("SN-0001", seed: 1)
    var other = try Device<PortableCrypto>("SN-0001", seed: 2)
    let signed = try SignedAttestation(attestation(), signedWith: &device.key)
    let key = try device.verifyingKey()
    #expect(refusal(signed, key, nonce) == nil)
    #expect(refusal(signed, try other.verifyingKey(), nonce) == .otherKey)
    #expect(refusal(signed, key, [UInt8](1..<17)) == .otherNonce)
    #expect(refusal(signed, key, nonce + [0]) == .otherNonce)
    #expect(refusal(signed, key, []) == .otherNonce)
  }

  /// A signature over anything else, by the same key, is no attestation.
  @Test func nothingElseThatTheKeySignedPassesForOne() throws {
    var device = try Device<PortableCrypto>("SN-0001", seed: 1)
    let key = try device.verifyingKey()
    func presented(_ message: [UInt8]) throws -> SignedAttestation {
      let signature = try [UInt8](capacity: 72) { out throws(KeyStoreError) in
        try device.key.sign(message.span, into: &out)
      }
      let length = UInt16(message.count)
      let bytes =
        [UInt8(length >> 8), UInt8(length & 255)] + message
        + [UInt8(signature.count)] + signature
      return try SignedAttestation(reading: bytes)
    }
    let challenge = try #require(
      Challenge([UInt8](0..<32), from: .of("readings.example"), to: .of("SN-0001")))
    let text = Array("a report".utf8)
    let bare = Array(try attestation().message.dropFirst(39))
    for message in [challenge.message, text, bare] {
      guard case .form(let error) = refusal(try presented(message), key, nonce) else {
        Issue.record("taken for an attestation")
        continue
      }
      #expect(error.field == "context")
    }
    // So that the test is not merely about a wrong helper.
    #expect(refusal(try presented(attestation().message), key, nonce) == nil)
    // The other way round: an attestation is no answer to a challenge, nor a file's.
    #expect(!isReservedForStatements(text))
    #expect(!isReservedForStatements([]))
    #expect(challenge.message != (try attestation().message))
  }

  @Test func otherCodeAndOtherDevicesAreRefused() throws {
    let told = try attestation()
    let (boot, app) = (told.measurements[0], told.measurements[1])
    let serial = try DeviceSerial.of("SN-0001")
    func refusal(_ serial: DeviceSerial, _ expected: [Measurement]) -> AttestationError? {
      do throws(AttestationError) {
        try told.check(serial, runs: expected)
        return nil
      } catch { return error }
    }
    #expect(refusal(serial, [boot, app]) == nil)
    #expect(refusal(try .of("SN-0002"), [boot, app]) == .otherDevice)
    #expect(refusal(serial, [boot]) == .otherStages(2, expected: 1))
    #expect(refusal(serial, []) == .otherStages(2, expected: 0))
    #expect(refusal(serial, [app, boot]) == .otherCode(stage: 0))
    #expect(
      refusal(serial, [boot, try measurement("app", 0xA1, count: 48)]) == .otherCode(stage: 1))
    #expect(
      refusal(serial, [boot, try measurement("App", 0xA0, count: 48)]) == .otherCode(stage: 1))
  }

  /// Every bit counts, wherever it is; the form is refused before anything is believed.
  @Test func everyChangedBitIsRefused() throws {
    var device = try Device<PortableCrypto>("SN-0001", seed: 1)
    let key = try device.verifyingKey()
    let bytes = try SignedAttestation(attestation(time: 5), signedWith: &device.key).bytes
    for i in bytes.indices {
      var wrong = bytes
      wrong[i] ^= 1 << UInt8(i % 8)
      do throws(AttestationError) {
        let signed = try SignedAttestation(reading: wrong)
        #expect(refusal(signed, key, nonce) == .otherKey, "byte \(i)")
      } catch {
        guard case .form = error else {
          Issue.record("byte \(i): \(error)")
          continue
        }
      }
    }
    for count in bytes.indices {
      #expect(throws: AttestationError.self) {
        try SignedAttestation(reading: Array(bytes.prefix(count)))
      }
    }
    #expect(throws: AttestationError.self) {
      try SignedAttestation(reading: (bytes + [0]))
    }
  }

  /// Signed by the right key, and not of the one form all the same.
  @Test func oddFormsAreRefusedByField() throws {
    var device = try Device<PortableCrypto>("SN-0001", seed: 1)
    let key = try device.verifyingKey()
    let start = Array("Things That Keep Secrets: attestation".utf8)
    let (name, question) = ([7] + Array("SN-0001".utf8), [16] + nonce)
    let stage: [UInt8] = [1, 0x61, 32] + [UInt8](repeating: 1, count: 32)
    let good = start + [0, 1] + question + name + [0, 0, 35] + stage
    let cases: [(FieldName, [UInt8])] = [
      ("zero", start + [1, 1] + question + name + [0, 0, 0]),
      ("version", start + [0, 2] + question + name + [0, 0, 0]),
      ("nonce", start + [0, 1] + [15] + nonce.dropLast() + name + [0, 0, 0]),
      ("nonce", start + [0, 1] + [65] + [UInt8](repeating: 0, count: 65) + name + [0, 0, 0]),
      ("serial", start + [0, 1] + question + [0] + [0, 0, 0]),
      ("serial", start + [0, 1] + question + [2, 0x61, 0x20] + [0, 0, 0]),
      ("time", start + [0, 1] + question + name + [1, 5, 0, 0]),
      ("stage", start + [0, 1] + question + name + [0, 0, 1, 0]),
      ("digest", start + [0, 1] + question + name + [0, 0, 34, 1, 0x61, 31] + stage.dropFirst(4)),
      (
        "measurements",
        start + [0, 1] + question + name + [0, 1, 0x3B] + (0..<9).flatMap { _ in stage }
      ),
      ("attestation", good + [0]),
      ("measurements", Array(good.dropLast())),
      ("measurements", Array(good.dropLast(36)) + [36] + stage),
    ]
    for (field, message) in cases {
      let signature = try [UInt8](capacity: 72) { out throws(KeyStoreError) in
        try device.key.sign(message.span, into: &out)
      }
      let length = [UInt8(message.count >> 8), UInt8(message.count & 255)]
      let framed = length + message + [UInt8(signature.count)] + signature
      let signed = try SignedAttestation(reading: framed)
      guard case .form(let error) = refusal(signed, key, nonce) else {
        Issue.record("\(field) was taken")
        continue
      }
      #expect(error.field == field, "\(error)")
    }
  }

  @Test func bytesOfNobodysAreRefused() throws {
    var random = SeededRandom(seed: 7)
    for length in 0..<400 {
      let bytes = random.bytes(length)
      do throws(AttestationError) {
        _ = try SignedAttestation(reading: bytes)
        #expect(bytes.count >= 4)
      } catch {
        guard case .form = error else {
          Issue.record("\(error)")
          continue
        }
      }
    }
  }

  @Test func nothingIsMadeThatCouldNotBeRead() throws {
    let serial = try DeviceSerial.of("SN-0001")
    for count in [0, 15, 65] {
      let nonce = [UInt8](repeating: 1, count: count)
      #expect(Attestation(of: serial, nonce: nonce, measurements: []) == nil)
    }
    let nine = try (0..<9).map { _ in try measurement("a", 1) }
    #expect(Attestation(of: serial, nonce: nonce, measurements: nine) == nil)
    let digest = [UInt8](repeating: 1, count: 32)
    let long = [UInt8](repeating: 0x61, count: 33)
    #expect(Measurement([], digest: digest) == nil)
    #expect(Measurement(long, digest: digest) == nil)
    for count in [0, 20, 31, 33, 65] {
      #expect(Measurement([0x61], digest: [UInt8](repeating: 1, count: count)) == nil)
    }
    #expect(throws: CryptoError.tooLong(limit: 32)) {
      try Measurement.of([1], as: long, with: PortableCrypto.self)
    }
    // The longest there is, and back.
    var device = try Device<PortableCrypto>("SN-0001", seed: 1)
    let stages = try (0..<8).map { _ in
      try measurement(String(repeating: "s", count: 32), 9, count: 64)
    }
    let longest = try #require(
      Attestation(
        of: .of(String(repeating: "9", count: 64)), nonce: [UInt8](repeating: 3, count: 64),
        measurements: stages, time: .max))
    let signed = try SignedAttestation(longest, signedWith: &device.key)
    let told = try SignedAttestation(reading: signed.bytes).verified(
      by: device.verifyingKey(), answering: longest.nonce, with: PortableCrypto.self)
    #expect(told == longest)
  }
}
