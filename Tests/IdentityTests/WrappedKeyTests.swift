// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// The private key 01 02 … 20 for ECDSA, wrapped for the recipient of RFC 9180, A.3.1 by
/// pyca/cryptography 48 (`hpke.Suite(P256, HKDF_SHA256, AES_128_GCM).encrypt`).
private let byAnother = hex(
  """
  01010441333f5558acd449704d66179204b164fba0b556cd38beeb6954e7ffd4
  c79e792c2d674b451100f475691f498396169b35cb0316b3c8e3e4aa8378d769
  174e7790ec4d5b8cef3a302e88f56c0f55064b8cb30fa72a06183a011637a0a1
  977b08684035213f22c2083a1cd5b6463e04ba
  """)

private func unwrapped<Crypto: CryptoProvider>(
  _: Crypto.Type, _ wrapped: [UInt8], publicKey: [UInt8] = Golden.pkRm
) throws(KeyStoreError) -> (KeyAlgorithm, [UInt8]) {
  let key = try WrappedKey<Crypto>.unwrap(wrapped.span, wrappingKey: publicKey.span) {
    other throws(KeyStoreError) in
    do throws(CryptoError) {
      var own = try Crypto.P256KeyAgreement(privateKey: Golden.skRm.span)
      return try own.sharedSecret(with: other)
    } catch { throw KeyStoreError(error) }
  }
  return (key.algorithm, key.privateKey.array)
}

private func refusal<Crypto: CryptoProvider>(
  _: Crypto.Type, _ wrapped: [UInt8], publicKey: [UInt8] = Golden.pkRm
) -> KeyStoreError? {
  do throws(KeyStoreError) {
    _ = try unwrapped(Crypto.self, wrapped, publicKey: publicKey)
    return nil
  } catch { return error }
}

@Suite struct WrappedKeyTests {
  @Test(arguments: providers)
  func unwrapsWhatAnotherProgramWrapped(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let (algorithm, key) = try unwrapped(Crypto.self, byAnother)
      #expect(algorithm == .ecdsaP256 && key == Array(1...32))
    }
    try run(provider.type)
  }

  /// Every bit, so also the version, the algorithm, and the point that is none any more.
  @Test(arguments: providers)
  func refusesEveryChangedBit(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      for bit in 0..<(8 * byAnother.count) {
        var wrong = byAnother
        wrong[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(refusal(Crypto.self, wrong) == .notWrappedForUs, "bit \(bit)")
      }
      for count in byAnother.indices {
        #expect(refusal(Crypto.self, Array(byAnother[..<count])) == .notWrappedForUs)
      }
      #expect(refusal(Crypto.self, byAnother + [0]) == .notWrappedForUs)
      #expect(refusal(Crypto.self, byAnother, publicKey: Golden.enc) == .notWrappedForUs)
    }
    try run(provider.type)
  }

  @Test(arguments: KeyAlgorithm.allCases)
  func wrapsEachAlgorithm(algorithm: KeyAlgorithm) throws {
    var random = SeededRandom(seed: 21)
    let key = random.bytes(32)
    let secret = Secret(copying: key.span)
    let wrapped = try WrappedKey<OpenSSLCrypto>.wrap(
      secret, algorithm, for: Golden.pkRm.span, using: &random)
    #expect(wrapped.count == WrappedKey<OpenSSLCrypto>.length(of: algorithm))
    #expect(Array(wrapped[..<2]) == [1, algorithm.rawValue])
    #expect(!wrapped.contains(anyOf: key))
    let (was, is_) = try unwrapped(PortableCrypto.self, wrapped)
    #expect(was == algorithm && is_ == key)
  }

  @Test func refusesToWrapWhatIsNoKey() throws {
    var random = SeededRandom(seed: 22)
    func wrapped(_ count: Int, for publicKey: [UInt8]) throws -> [UInt8] {
      let secret = Secret(copying: [UInt8](repeating: 1, count: count).span)
      return try WrappedKey<OpenSSLCrypto>.wrap(
        secret, .ed25519, for: publicKey.span, using: &random)
    }
    for count in [0, 31, 33] {
      #expect(throws: KeyStoreError.crypto(.wrongKeyLength(count))) {
        try wrapped(count, for: Golden.pkRm)
      }
    }
    #expect(throws: KeyStoreError.crypto(.invalidKey)) {
      try wrapped(32, for: [4] + [UInt8](repeating: 0, count: 64))
    }
  }

  /// Wrapped as it should be, and zero all the same: no private key of P-256.
  @Test(arguments: providers)
  func aStoreRefusesWhatIsWrappedAndNoKey(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let flash = Flash()
      var store = try MemoryStore<Crypto>(on: flash)
      var random = SeededRandom(seed: 23)
      let wrappingKey = try store.wrappingKey()
      let zero = Secret(count: 32) { _ in }
      let wrapped = try WrappedKey<OpenSSLCrypto>.wrap(
        zero, .ecdsaP256, for: wrappingKey.span, using: &random)
      let image = flash.image
      #expect(
        refusal(of: &store) { (store) throws(KeyStoreError) in
          try store.inject(wrapped.span, as: .of("zero"))
        } == .crypto(.invalidKey))
      #expect(try store.list().isEmpty && flash.image == image)
    }
    try run(provider.type)
  }

  @Test func aStoreThatGaveNoWrappingKeyTakesNothing() throws {
    var store = try MemoryStore<PortableCrypto>(on: Flash())
    #expect(
      refusal(of: &store) { (store) throws(KeyStoreError) in
        try store.inject(byAnother.span, as: .of("early"))
      } == .notWrappedForUs)
  }

  @Test func theWrappingKeyStaysAndIsTheStoresOwn() throws {
    let flash = Flash()
    var store = try MemoryStore<PortableCrypto>(on: flash, seed: 1)
    let key = try store.wrappingKey()
    try store.generate(.x25519, as: .of("a"))
    var again = try MemoryStore<OpenSSLCrypto>(on: flash)
    #expect(try again.wrappingKey() == key)
    var other = try MemoryStore<PortableCrypto>(on: Flash(), seed: 2)
    #expect(try other.wrappingKey() != key)
  }
}

extension [UInt8] {
  /// Whether eight bytes of the secret, one behind another, are in here.
  func contains(anyOf secret: [UInt8]) -> Bool {
    guard secret.count >= 8, count >= 8 else { return false }
    let windows = Set((0...(count - 8)).map { Array(self[$0..<($0 + 8)]) })
    return (0...(secret.count - 8)).contains { windows.contains(Array(secret[$0..<($0 + 8)])) }
  }
}
