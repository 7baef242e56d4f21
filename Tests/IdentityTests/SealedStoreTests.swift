// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// A source whose draws the test knows, and which can dry up.
struct WatchedRandom: RandomSource, ~Copyable {
  final class Log {
    var draws: [[UInt8]] = []
    var isDry = false
  }
  let log: Log
  var source = SeededRandom(seed: 41)

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    guard !log.isDry else { throw .entropyFailure }
    let bytes = source.bytes(out.count)
    for i in out.indices { out[i] = bytes[i] }
    log.draws.append(bytes)
  }
}

/// Nothing but what is named; all else is missing.
enum NoSealing: CryptoProvider {
  static var name: StaticString { "no AES" }
  typealias SHA256 = PortableCrypto.SHA256
  typealias P256KeyAgreement = PortableCrypto.P256KeyAgreement
}

enum NoHash: CryptoProvider {
  static var name: StaticString { "no hash" }
  typealias AESGCM = PortableCrypto.AESGCM
}

enum NoCurves: CryptoProvider {
  static var name: StaticString { "no curves" }
  typealias SHA256 = PortableCrypto.SHA256
  typealias AESGCM = PortableCrypto.AESGCM
}

@Suite struct SealedStoreTests {
  @Test func holdsThirtyTwoKeys() throws {
    let flash = Flash()
    var store = try MemoryStore<OpenSSLCrypto>(on: flash)
    let wrappingKey = try store.wrappingKey()
    for i in 0..<32 {
      try store.generate(.x25519, as: .of("\(String(repeating: "k", count: 30))\(10 + i)"))
    }
    let image = flash.image
    #expect(throws: KeyStoreError.full(limit: 32)) {
      try store.generate(.x25519, as: .of("one-more"))
    }
    var random = SeededRandom(seed: 42)
    let key = Secret(copying: random.bytes(32).span)
    let wrapped = try WrappedKey<OpenSSLCrypto>.wrap(
      key, .ed25519, for: wrappingKey.span, using: &random)
    #expect(
      refusal(of: &store) { (store) throws(KeyStoreError) in
        try store.inject(wrapped.span, as: .of("one-more"))
      } == .full(limit: 32))
    #expect(flash.image == image)
    var again = try MemoryStore<OpenSSLCrypto>(on: flash)
    #expect(try again.list().count == 32)
    try again.destroy(.of("\(String(repeating: "k", count: 30))20"))
    try again.generate(.x25519, as: .of("one-more"))
  }

  /// Nothing that was drawn for a key is in what is written, or in what can be printed.
  @Test func aPrivateKeyShowsNowhere() throws {
    let flash = Flash()
    let log = WatchedRandom.Log()
    let root = Secret(copying: [UInt8](repeating: 0x11, count: 32).span)
    var store = try SealedStore<PortableCrypto, MemoryMedium, WatchedRandom>(
      MemoryMedium(flash: flash), rootKey: root, device: Golden.info.span,
      random: WatchedRandom(log: log))
    for algorithm in KeyAlgorithm.allCases {
      try store.generate(algorithm, as: .of("\(algorithm)"))
    }
    let wrappingKey = try store.wrappingKey()
    var random = SeededRandom(seed: 43)
    let brought = random.bytes(32)
    let secret = Secret(copying: brought.span)
    let wrapped = try WrappedKey<PortableCrypto>.wrap(
      secret, .ed25519, for: wrappingKey.span, using: &random)
    try store.inject(wrapped.span, as: .of("brought"))

    let keys = log.draws.filter { $0.count == 32 } + [brought]
    #expect(keys.count == 6)
    var shown = flash.history + [wrapped, wrappingKey]
    for entry in try store.list() {
      shown.append(Array("\(entry) \(String(reflecting: entry))".utf8))
      shown.append(try store.publicKey(of: entry.label))
    }
    for key in keys {
      #expect(!shown.contains { $0.contains(anyOf: key) })
      #expect(!shown.contains { $0.contains(anyOf: Array(hexString(key).utf8)) })
    }
    #expect(!shown.contains { $0.contains(anyOf: [UInt8](repeating: 0x11, count: 32)) })
    // The test would find one: it is in an image that is not sealed.
    #expect(entry("brought", 2, 2, brought).contains(anyOf: brought))
  }

  @Test func aSourceThatIsDryChangesNothing() throws {
    let flash = Flash()
    let log = WatchedRandom.Log()
    let root = Secret(copying: [UInt8](repeating: 0x11, count: 32).span)
    var store = try SealedStore<PortableCrypto, MemoryMedium, WatchedRandom>(
      MemoryMedium(flash: flash), rootKey: root, device: Golden.info.span,
      random: WatchedRandom(log: log))
    try store.generate(.ed25519, as: .of("a"))
    let image = flash.image
    log.isDry = true
    let dry = KeyStoreError.crypto(.entropyFailure)
    #expect(throws: dry) { try store.generate(.ed25519, as: .of("b")) }
    #expect(throws: dry) { try store.wrappingKey() }
    #expect(throws: dry) { try store.destroy(.of("a")) }
    #expect(try store.labels() == ["a"] && flash.image == image && flash.counter == 1)
    log.isDry = false
    try store.destroy(.of("a"))
    #expect(try store.list().isEmpty)
  }

  @Test func aProviderWithoutItsAlgorithms() throws {
    func opens<Crypto: CryptoProvider>(_: Crypto.Type) -> KeyStoreError? {
      do throws(KeyStoreError) {
        _ = try MemoryStore<Crypto>(on: Flash())
        return nil
      } catch { return error }
    }
    #expect(opens(NoSealing.self) == .unsupported)
    #expect(opens(NoHash.self) == .unsupported)
    #expect(opens(NoCurves.self) == nil)
    let flash = Flash()
    var store = try MemoryStore<NoCurves>(on: flash)
    for algorithm in KeyAlgorithm.allCases {
      #expect(throws: KeyStoreError.unsupported) { try store.generate(algorithm, as: .of("a")) }
    }
    #expect(throws: KeyStoreError.unsupported) { try store.wrappingKey() }
    #expect(flash.image == nil && flash.counter == 0)
    // Keys that another provider brought can be seen there, and destroyed, and not used.
    flash.image = try image([0] + entry("a", 1, 1))
    flash.counter = 1
    var other = try MemoryStore<NoCurves>(on: flash)
    #expect(throws: KeyStoreError.unsupported) { try other.publicKey(of: .of("a")) }
    #expect(throws: KeyStoreError.unsupported) {
      try other.signature(over: [], with: .of("a"))
    }
    try other.destroy(.of("a"))
    #expect(try other.list().isEmpty)
  }

  @Test func readingWritesNothing() throws {
    let flash = Flash()
    var store = try MemoryStore<OpenSSLCrypto>(on: flash)
    #expect(try store.list().isEmpty)
    #expect(flash.history.isEmpty, "an empty store was written before it was changed")
    try store.generate(.ecdsaP256, as: .of("a"))
    let steps = flash.steps
    _ = try store.list()
    _ = try store.publicKey(of: .of("a"))
    _ = try store.signature(over: [1], with: .of("a"))
    #expect(flash.steps == steps)
  }

  /// The keys of a stored key and of the store are the same, and the store comes back.
  @Test func aStoredKeySignsAndGivesTheStoreBack() throws {
    var store = try MemoryStore<OpenSSLCrypto>(on: Flash())
    try store.generate(.ecdsaP256, as: .of("signs"))
    try store.generate(.x25519, as: .of("agrees"))
    let publicKey = try store.publicKey(of: .of("signs"))
    var key = try StoredKey(.of("signs"), in: store)
    #expect(key.algorithm == .ecdsaP256)
    #expect(try key.publicKey() == publicKey)
    let message = Golden.pt
    let signature = try [UInt8](capacity: 72) { out throws(KeyStoreError) in
      try key.sign(message.span, into: &out)
    }
    try PortableCrypto.P256.verify(
      signature.span, of: message.span, publicKey: publicKey.span)
    var again = key.relinquish()
    #expect(try again.labels() == ["agrees", "signs"])
  }

  @Test func aStoredKeyMustBeThereAndSign() throws {
    func refusal(_ label: String) throws -> KeyStoreError? {
      var store = try MemoryStore<OpenSSLCrypto>(on: Flash())
      try store.generate(.x25519, as: .of("agrees"))
      do throws(KeyStoreError) {
        _ = try StoredKey(.of(label), in: store)
        return nil
      } catch { return error }
    }
    #expect(try refusal("agrees") == .wrongUse(.x25519))
    #expect(try refusal("nobody") == .noSuchKey)
  }

  @Test(arguments: providers)
  func aLooseKeySigns(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var random = SeededRandom(seed: 44)
      let inner = try Crypto.P256.generate(using: &random)
      var key = LooseKey(inner, algorithm: .ecdsaP256)
      let publicKey = try key.publicKey()
      #expect(publicKey.count == key.algorithm.publicKeyLength)
      let signature = try [UInt8](capacity: 72) { out throws(KeyStoreError) in
        try key.sign(Golden.pt.span, into: &out)
      }
      try OpenSSLCrypto.P256.verify(
        signature.span, of: Golden.pt.span, publicKey: publicKey.span)
    }
    try run(provider.type)
  }
}
