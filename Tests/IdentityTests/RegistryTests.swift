// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import Primitives
import TestSupport
import Testing
import Wire

@Suite struct RegistryTests {
  typealias Registry = KeyRegistry<PortableCrypto>
  typealias Thing = Device<PortableCrypto>

  /// The service's name and purpose are signed too, so that no other can pass a question on.
  @Test func anAnswerIsForOneServiceAndOnePurpose() throws {
    var random = SeededRandom(seed: 1)
    var device = try Thing("SN-0001", seed: 1)
    let audience = try Audience.of("readings.example", "connect")
    var registry = Registry(audience)
    try registry.enrol(device.serial, device.verifyingKey())
    for other in [
      try Audience.of("lamps.example", "connect"), try .of("readings.example", "update"),
      try .of("readings.examplec", "onnect"),
    ] {
      let nonce = try registry.challenge(device.serial, now: second(0), using: &random).nonce
      let answer = try device.answer(nonce, from: other)
      #expect(registry.refusal(device.serial, nonce, answer, at: 0) == .wrongKey)
    }
  }

  @Test func theMessageIsWhatItsDescriptionSays() throws {
    let challenge = try #require(
      Challenge(
        [UInt8](repeating: 0xAA, count: 32), from: .of("s.example", "connect"),
        to: .of("SN-0001")))
    let expected =
      Array("Things That Keep Secrets: challenge".utf8) + [0, 1]
      + [9] + Array("s.example".utf8) + [7] + Array("connect".utf8)
      + [7] + Array("SN-0001".utf8) + [32] + [UInt8](repeating: 0xAA, count: 32)
    #expect(challenge.message == expected)
    #expect(isReservedForStatements(challenge.message))
  }

  @Test func anAnswerHasItsTimeAndOneTry() throws {
    var random = SeededRandom(seed: 2)
    var device = try Thing("SN-0001", seed: 1)
    let audience = try Audience.of("readings.example")
    var registry = Registry(audience)
    try registry.enrol(device.serial, device.verifyingKey())

    let late = try registry.challenge(device.serial, now: second(100), using: &random).nonce
    let answer = try device.answer(late, from: audience)
    #expect(registry.refusal(device.serial, late, answer, at: 130) == .expired)
    #expect(registry.refusal(device.serial, late, answer, at: 129) == nil, "no try was used up")
    #expect(registry.refusal(device.serial, late, answer, at: 129) == .replayed)

    // A wrong answer uses the question up, and the right one comes too late.
    let next = try registry.challenge(device.serial, now: second(200), using: &random).nonce
    #expect(registry.refusal(device.serial, next, answer, at: 200) == .wrongKey)
    let right = try device.answer(next, from: audience)
    #expect(registry.refusal(device.serial, next, right, at: 200) == .replayed)
  }

  @Test func onlyWhatWasAskedIsAnswered() throws {
    var random = SeededRandom(seed: 3)
    var first = try Thing("SN-0001", seed: 1)
    var second = try Thing("SN-0002", seed: 2)
    let audience = try Audience.of("readings.example")
    var registry = Registry(audience)
    try registry.enrol(first.serial, first.verifyingKey())
    try registry.enrol(second.serial, second.verifyingKey())
    let now = Wire.Instant(nanoseconds: 5)
    let nonce = try registry.challenge(first.serial, now: now, using: &random).nonce
    // The other's question, a question of one's own, and none.
    let borrowed = try second.answer(nonce, from: audience)
    #expect(registry.refusal(second.serial, nonce, borrowed, at: 0) == .notAsked)
    let own = [UInt8](repeating: 1, count: 32)
    let answer = try first.answer(own, from: audience)
    #expect(registry.refusal(first.serial, own, answer, at: 0) == .notAsked)
    for length in [0, 1, 31, 33, 4096] {
      let odd = [UInt8](repeating: nonce[0], count: length)
      #expect(registry.refusal(first.serial, odd, answer, at: 0) == .notAsked)
    }
    let stranger = try DeviceSerial.of("SN-0003")
    #expect(registry.refusal(stranger, nonce, answer, at: 0) == .unknownDevice)
    #expect(throws: RegistryRefusal.unknownDevice) {
      try registry.challenge(stranger, now: now, using: &random)
    }
  }

  @Test(arguments: providers)
  func noSignatureIsTooOddToBeRefused(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var random = SeededRandom(seed: 4)
      var device = try Device<Crypto>("SN-0001", seed: 1)
      let audience = try Audience.of("readings.example")
      var registry = KeyRegistry<Crypto>(audience)
      try registry.enrol(device.serial, device.verifyingKey())
      for round in 0..<60 {
        let challenge = try registry.challenge(
          device.serial, now: second(round * 31), using: &random)
        let right = try device.answer(challenge.nonce, from: audience)
        let wrong: [UInt8]
        switch round % 3 {
        case 0: wrong = random.bytes(round)
        case 1: wrong = Array(right.prefix(round))
        default:
          let place = round % right.count
          wrong = right.enumerated().map { $0.offset == place ? $0.element ^ 0x40 : $0.element }
        }
        #expect(
          registry.refusal(device.serial, challenge.nonce, wrong, at: round * 31) == .wrongKey)
      }
    }
    try run(provider.type)
  }

  @Test func memoryIsBounded() throws {
    var random = SeededRandom(seed: 5)
    let audience = try Audience.of("readings.example")
    var limits = RegistryLimits()
    limits.devices = 3
    limits.open = 6
    limits.openPerDevice = 4
    var registry = Registry(audience, limits: limits)
    var serials: [DeviceSerial] = []
    for name in ["C", "A", "B"] {
      var device = try Thing(name, seed: UInt64(name.utf8.first ?? 0))
      try registry.enrol(device.serial, device.verifyingKey())
      serials.append(device.serial)
    }
    var fourth = try Thing("D", seed: 9)
    let key = try fourth.verifyingKey()
    #expect(throws: RegistryRefusal.full(limit: 3)) { try registry.enrol(fourth.serial, key) }
    #expect(throws: RegistryRefusal.alreadyEnrolled) { try registry.enrol(serials[0], key) }

    for _ in 0..<4 { _ = try registry.challenge(serials[0], now: second(0), using: &random) }
    #expect(throws: RegistryRefusal.tooManyOpen(limit: 4)) {
      try registry.challenge(serials[0], now: second(29), using: &random)
    }
    for _ in 0..<2 { _ = try registry.challenge(serials[1], now: second(20), using: &random) }
    #expect(throws: RegistryRefusal.tooManyOpen(limit: 6)) {
      try registry.challenge(serials[2], now: second(29), using: &random)
    }
    // The first four have expired; the others have not.
    for _ in 0..<4 { _ = try registry.challenge(serials[2], now: second(30), using: &random) }
    #expect(throws: RegistryRefusal.tooManyOpen(limit: 6)) {
      try registry.challenge(serials[0], now: second(30), using: &random)
    }
    try registry.remove(serials[2])
    _ = try registry.challenge(serials[0], now: second(30), using: &random)
    #expect(throws: RegistryRefusal.unknownDevice) { try registry.remove(serials[2]) }
  }

  /// What has been answered takes up nobody's place, and is never taken a second time.
  @Test func aDeviceMayComeAsOftenAsItLikes() throws {
    var random = SeededRandom(seed: 8)
    var device = try Thing("SN-0001", seed: 1)
    let audience = try Audience.of("readings.example")
    var registry = Registry(audience)
    try registry.enrol(device.serial, device.verifyingKey())
    var said: [(nonce: [UInt8], signature: [UInt8])] = []
    for _ in 0..<40 {
      let nonce = try registry.challenge(device.serial, now: second(0), using: &random).nonce
      let answer = try device.answer(nonce, from: audience)
      #expect(registry.refusal(device.serial, nonce, answer, at: 0) == nil)
      #expect(registry.refusal(device.serial, nonce, answer, at: 0) == .replayed)
      said.append((nonce, answer))
    }
    for (nonce, answer) in said {
      let refusal = registry.refusal(device.serial, nonce, answer, at: 0)
      #expect(refusal == .replayed || refusal == .notAsked)
    }
    #expect(registry.refusal(device.serial, said[0].nonce, said[0].signature, at: 0) == .notAsked)
  }

  @Test func aSourceThatFailsAsksNothing() throws {
    struct Silence: RandomSource {
      mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
        throw .entropyFailure
      }
    }
    var silence = Silence()
    var device = try Thing("SN-0001", seed: 1)
    var registry = Registry(try .of("readings.example"))
    try registry.enrol(device.serial, device.verifyingKey())
    #expect(throws: RegistryRefusal.crypto(.entropyFailure)) {
      try registry.challenge(device.serial, now: second(0), using: &silence)
    }
  }

  @Test(arguments: providers)
  func onlyAKeyIsEnrolled(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var registry = KeyRegistry<Crypto>(try .of("readings.example"))
      let serial = try DeviceSerial.of("SN-0001")
      let noPoint = try #require(
        VerifyingKey(([4] + [UInt8](repeating: 7, count: 64)), .ecdsaP256))
      #expect(throws: RegistryRefusal.notAKey) { try registry.enrol(serial, noPoint) }
      #expect(throws: RegistryRefusal.unknownDevice) { try registry.remove(serial) }
    }
    try run(provider.type)
    #expect(VerifyingKey([UInt8](repeating: 4, count: 64), .ecdsaP256) == nil)
    #expect(VerifyingKey([UInt8](repeating: 4, count: 65), .ecdhP256) == nil)
    #expect(VerifyingKey([UInt8](repeating: 4, count: 32), .x25519) == nil)
  }

  /// mbedTLS has no Ed25519, and says so; the others let such a device in.
  @Test(arguments: providers)
  func aDeviceMayHaveAnotherKindOfKey(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var random = SeededRandom(seed: 6)
      var key = LooseKey(
        try PortableCrypto.Ed25519.generate(using: &random), algorithm: .ed25519)
      let audience = try Audience.of("readings.example")
      var registry = KeyRegistry<Crypto>(audience)
      let serial = try DeviceSerial.of("SN-0001")
      let verifying = try #require(VerifyingKey(key.publicKey(), .ed25519))
      guard Crypto.Ed25519.isAvailable else {
        #expect("\(Crypto.name)" == "mbedtls")
        #expect(throws: RegistryRefusal.crypto(.unsupported)) {
          try registry.enrol(serial, verifying)
        }
        return
      }
      try registry.enrol(serial, verifying)
      let challenge = try registry.challenge(serial, now: second(0), using: &random)
      let answer = try challenge.answer(with: &key)
      #expect(registry.refusal(serial, challenge.nonce, answer, at: 1) == nil)
    }
    try run(provider.type)
  }

  @Test func namesHaveAForm() throws {
    for good in ["S", "SN-0001", "a b", "(1)+'2'=3?,./:", String(repeating: "9", count: 64)] {
      #expect(DeviceSerial(Array(good.utf8))?.bytes == Array(good.utf8), "\(good)")
    }
    for bad in ["", " S", "S ", "S_1", "é", "a\u{0}b", "*", ";", String(repeating: "9", count: 65)]
    {
      #expect(DeviceSerial(Array(bad.utf8)) == nil, "\(bad)")
    }
    let long = [UInt8](repeating: 0x61, count: 65)
    #expect(Audience(service: long, purpose: [0x61]) == nil)
    #expect(Audience(service: [], purpose: [0x61]) == nil)
    #expect(Audience(service: [0x61], purpose: []) == nil)
    #expect(Audience(service: [0x61], purpose: Array(long.prefix(33))) == nil)
  }
}
