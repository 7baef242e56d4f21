// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import Primitives
import TestSupport
import Testing
import Wire

extension DeviceSerial {
  static func of(_ text: String) throws -> DeviceSerial {
    try #require(DeviceSerial(Array(text.utf8)))
  }
}

extension Audience {
  static func of(_ service: String, _ purpose: String = "connect") throws -> Audience {
    try #require(Audience(service: Array(service.utf8), purpose: Array(purpose.utf8)))
  }
}

func second(_ count: Int) -> Instant { Instant(nanoseconds: 0) + .seconds(count) }

/// A device whose key is in this process; a clone of its memory would have it too.
struct Device<Crypto: CryptoProvider>: ~Copyable {
  let serial: DeviceSerial
  var key: LooseKey<Crypto.P256>

  init(_ serial: String, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let name = try DeviceSerial.of(serial)
    let key = try Crypto.P256.generate(using: &random)
    self.serial = name
    self.key = LooseKey(key, algorithm: .ecdsaP256)
  }

  mutating func verifyingKey() throws -> VerifyingKey {
    try #require(VerifyingKey(key.publicKey(), .ecdsaP256))
  }

  /// What the device says when it is sent a nonce by the service that it means to talk to.
  mutating func answer(_ nonce: [UInt8], from audience: Audience) throws -> [UInt8] {
    let challenge = try #require(Challenge(nonce, from: audience, to: serial))
    return try challenge.answer(with: &key)
  }
}

extension KeyRegistry {
  /// Why the registry says no, or nil if it lets the device in.
  mutating func refusal(
    _ serial: DeviceSerial, _ nonce: [UInt8], _ signature: [UInt8], at time: Int
  ) -> RegistryRefusal? {
    do throws(RegistryRefusal) {
      _ = try admit(serial, nonce: nonce.span, signature: signature.span, now: second(time))
      return nil
    } catch { return error }
  }
}
