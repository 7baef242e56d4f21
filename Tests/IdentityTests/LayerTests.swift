// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStoreContract
import Primitives
import TestSupport
import Testing

/// Two stages, as one finds them on a small device.
struct Image {
  var boot = Array("boot loader, version 1".utf8)
  var app = Array("application, version 7".utf8)
}

let bootName = Array("boot".utf8)
let appName = Array("app".utf8)

func uniqueSecret(_ bytes: [UInt8] = Array(0..<32)) throws -> UniqueDeviceSecret {
  try UniqueDeviceSecret(Secret(copying: bytes.span))
}

/// What leaves a device that has booted: its first key, what its layers said, and its last key.
struct Booted<Crypto: CryptoProvider>: ~Copyable {
  let deviceID: VerifyingKey
  var alias: AliasKey<Crypto>

  init(_ image: Image, secret: [UInt8] = Array(0..<32)) throws {
    var first = try uniqueSecret(secret).layer(
      measuring: image.boot, as: bootName, with: Crypto.self)
    let deviceID = try first.publicKey()
    let alias = try first.next(measuring: image.app, as: appName).settle()
    self.deviceID = deviceID
    self.alias = alias
  }

  mutating func attest(_ serial: DeviceSerial, _ nonce: [UInt8]) throws -> SignedAttestation {
    let attestation = try #require(
      Attestation(of: serial, nonce: nonce, measurements: alias.measurements))
    return try SignedAttestation(attestation, signedWith: &alias)
  }
}

@Suite struct LayerTests {
  /// Computed by `layers.py`, a program of its own.
  let deviceID = hex(
    """
    049099899a8f0eac508715137b6d64cbc55b1c45ed27cff37ad640f5bb198ff45487d917fbb9c68b95b08ba258
    744a88626b950017083eade1650a0dcf5f4f6cf8
    """)
  let alias = hex(
    """
    047d852be5425884f1597a5179ff1af8345c1e9972ab8bff939bef3a39fdea07a04a07c12c0066a422acf17b67
    8cb553c67eb8b23a8dccde2c2df7e7c150680a22
    """)

  @Test(arguments: providers)
  func theKeysAreTheGoldenOnes(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      for _ in 0..<2 {
        var booted = try Booted<Crypto>(Image())
        #expect(booted.deviceID.bytes == deviceID)
        #expect(try booted.alias.publicKey() == alias)
      }
    }
    try run(provider.type)
  }

  /// Another implementation, from the standards and not from our code: HKDF, HMAC_DRBG and the
  /// curve in Python's own arithmetic.
  @Test(.peer("python3", package: "python3"))
  func anotherProgramFindsTheSameKeys() throws {
    var random = SeededRandom(seed: 21)
    let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("layers.py").path
    for _ in 0..<6 {
      let secret = random.bytes(32 + Int(random.next() % 33))
      let image = Image(boot: random.bytes(200), app: random.bytes(Int(random.next() % 3000)))
      let asked = try TestSupport.run(
        "python3",
        [program, hexString(secret), "boot", hexString(image.boot), "app", hexString(image.app)])
      #expect(asked.status == 0, "\(asked.errorText)")
      var booted = try Booted<PortableCrypto>(image, secret: secret)
      #expect(
        asked.outputText.split(separator: "\n").map(String.init)
          == [hexString(booted.deviceID.bytes), hexString(try booted.alias.publicKey())])
    }
  }

  @Test(arguments: providers)
  func whatRunsIsWhatTheLayersSay(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var device = try Booted<Crypto>(Image())
      let (serial, nonce) = (try DeviceSerial.of("SN-0001"), [UInt8](0..<32))
      let sent = try device.attest(serial, nonce)
      let released = try Measurement.of(Image().app, as: appName, with: Crypto.self)
      let endorsements = try device.alias.endorsements.map {
        let bytes = $0.bytes
        return try Endorsement(reading: bytes)
      }
      #expect(endorsements == device.alias.endorsements)
      let key = try EndorsedKey(of: device.deviceID, endorsements, with: Crypto.self)
      #expect(key.key.bytes == alias)
      let told = try key.verified(
        SignedAttestation(reading: sent.bytes), of: serial, answering: nonce,
        with: Crypto.self)
      try told.check(serial, runs: [released])
    }
    try run(provider.type)
  }

  /// One bit of one byte, anywhere in the application or in the boot loader.
  @Test(arguments: providers)
  func oneChangedByteIsAnotherKeyAndARefusedAttestation(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let (serial, nonce) = (try DeviceSerial.of("SN-0001"), [UInt8](0..<32))
      var genuine = try Booted<Crypto>(Image())
      let genuineAlias = try genuine.alias.publicKey()
      let released = try Measurement.of(Image().app, as: appName, with: Crypto.self)

      for place in [0, 10, Image().app.count - 1] {
        var image = Image()
        image.app[place] ^= 1
        var changed = try Booted<Crypto>(image)
        #expect(changed.deviceID == genuine.deviceID, "the boot loader is the same")
        #expect(try changed.alias.publicKey() != genuineAlias)
        // It tells the truth, and is found out.
        let key = try EndorsedKey(
          of: genuine.deviceID, changed.alias.endorsements, with: Crypto.self)
        let told = try key.verified(
          changed.attest(serial, nonce), of: serial, answering: nonce, with: Crypto.self)
        #expect(throws: AttestationError.otherCode(stage: 0)) {
          try told.check(serial, runs: [released])
        }
        // It lies about itself.
        let lie = try #require(
          Attestation(of: serial, nonce: nonce, measurements: [released]))
        let signed = try SignedAttestation(lie, signedWith: &changed.alias)
        #expect(throws: AttestationError.otherCode(stage: 0)) {
          try key.verified(signed, of: serial, answering: nonce, with: Crypto.self)
        }
        // It shows the endorsement that was given to the genuine code.
        let borrowed = try EndorsedKey(
          of: genuine.deviceID, genuine.alias.endorsements, with: Crypto.self)
        #expect(throws: AttestationError.otherKey) {
          try borrowed.verified(signed, of: serial, answering: nonce, with: Crypto.self)
        }
      }

      var image = Image()
      image.boot[3] ^= 0x80
      let changed = try Booted<Crypto>(image)
      #expect(changed.deviceID != genuine.deviceID)
      #expect(throws: AttestationError.notEndorsed(0)) {
        try EndorsedKey(of: genuine.deviceID, changed.alias.endorsements, with: Crypto.self)
      }
    }
    try run(provider.type)
  }

  @Test func anotherDeviceHasOtherKeys() throws {
    var seen: Set<[UInt8]> = []
    for i in 0..<33 {
      var secret = [UInt8](0..<32)
      if i < 32 { secret[i] ^= 1 }
      var booted = try Booted<PortableCrypto>(Image(), secret: secret)
      seen.insert(booted.deviceID.bytes)
      seen.insert(try booted.alias.publicKey())
    }
    #expect(seen.count == 66)
  }

  /// The same code as another stage, or one stage later, is another layer.
  @Test func aLayerIsAlsoItsNameAndItsPlace() throws {
    func keys(_ stages: [(name: String, code: [UInt8])]) throws -> [UInt8] {
      let first = Array(stages[0].name.utf8)
      var layer = try uniqueSecret().layer(
        measuring: stages[0].code, as: first, with: PortableCrypto.self)
      for stage in stages.dropFirst() {
        layer = try layer.next(measuring: stage.code, as: Array(stage.name.utf8))
      }
      return try layer.publicKey().bytes
    }
    let code = Image().app
    let all = [
      try keys([("app", code)]), try keys([("App", code)]),
      try keys([("app", code), ("app", code)]),
      try keys([("app", code), ("app", code), ("app", code)]), try keys([("app", [])]),
    ]
    #expect(Set(all).count == all.count)
    #expect(try keys([("app", code)]) == all[0])
  }

  @Test func aChainIsCheckedLinkByLink() throws {
    var layer = try uniqueSecret().layer(
      measuring: Image().boot, as: bootName, with: PortableCrypto.self)
    let deviceID = try layer.publicKey()
    for stage in 0..<8 {
      layer = try layer.next(measuring: [UInt8(stage)], as: appName)
    }
    #expect(layer.number == 9)
    let chain = layer.endorsements
    func refusal(_ chain: [Endorsement]) -> AttestationError? {
      do throws(AttestationError) {
        _ = try EndorsedKey(of: deviceID, chain, with: PortableCrypto.self)
        return nil
      } catch { return error }
    }
    #expect(refusal(chain) == nil)
    #expect(refusal([]) == nil, "then the first key itself attests")
    for i in 0..<8 {
      var shorter = chain
      shorter.remove(at: i)
      #expect(refusal(shorter) == (i == 7 ? nil : .notEndorsed(i)))
      var twice = chain
      twice[i] = chain[(i + 1) % 8]
      #expect(refusal(twice) == .notEndorsed(i))
    }
    #expect(refusal(chain + chain) == .otherStages(16, expected: 8))
    func handsOver(_ layer: consuming Layer<PortableCrypto>) -> KeyStoreError? {
      do throws(KeyStoreError) {
        _ = try layer.next(measuring: [9], as: appName)
        return nil
      } catch { return error }
    }
    #expect(handsOver(layer) == .full(limit: 9))
  }

  @Test func everyChangedBitOfAnEndorsementIsRefused() throws {
    let booted = try Booted<PortableCrypto>(Image())
    let bytes = try #require(booted.alias.endorsements.first).bytes
    for i in bytes.indices {
      var wrong = bytes
      wrong[i] ^= 1 << UInt8(i % 8)
      do throws(AttestationError) {
        let endorsement = try Endorsement(reading: wrong)
        _ = try EndorsedKey(of: booted.deviceID, [endorsement], with: PortableCrypto.self)
        Issue.record("byte \(i) does not count")
      } catch {
        switch error {
        case .form, .notEndorsed(0): break
        default: Issue.record("byte \(i): \(error)")
        }
      }
    }
    for count in bytes.indices {
      #expect(throws: AttestationError.self) {
        try Endorsement(reading: Array(bytes.prefix(count)))
      }
    }
    #expect(throws: AttestationError.self) { try Endorsement(reading: (bytes + [0])) }
  }

  @Test func aSecretMustBeLongEnough() throws {
    for count in [0, 16, 31] {
      #expect(throws: CryptoError.wrongKeyLength(count)) {
        _ = try uniqueSecret([UInt8](repeating: 1, count: count))
      }
    }
    #expect(throws: CryptoError.tooLong(limit: 32)) {
      _ = try uniqueSecret().layer(
        measuring: [1], as: [], with: PortableCrypto.self)
    }
  }

  @Test(arguments: providers)
  func theAliasKeyIsASigningKeyLikeAnother(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var random = SeededRandom(seed: 22)
      var booted = try Booted<Crypto>(Image())
      let audience = try Audience.of("readings.example")
      let serial = try DeviceSerial.of("SN-0001")
      var registry = KeyRegistry<Crypto>(audience)
      let key = try #require(VerifyingKey(booted.alias.publicKey(), booted.alias.algorithm))
      try registry.enrol(serial, key)
      let challenge = try registry.challenge(serial, now: second(0), using: &random)
      let answer = try challenge.answer(with: &booted.alias)
      #expect(registry.refusal(serial, challenge.nonce, answer, at: 1) == nil)
    }
    try run(provider.type)
  }
}
