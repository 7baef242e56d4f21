import Primitives

/// A place that keys are born in or brought to, and never leave.
///
/// There is no function that gives a private key back, and none that takes a bare one.
public protocol KeyStore: ~Copyable {
  /// Makes a key inside. Throws `.labelTaken` if there is one of that name.
  mutating func generate(
    _ algorithm: KeyAlgorithm, as label: KeyLabel
  ) throws(KeyStoreError)

  /// The public key that others wrap keys with, for this store and no other: 65 bytes.
  mutating func wrappingKey() throws(KeyStoreError) -> [UInt8]

  /// Takes a key that was wrapped for this store (`WrappedKey`).
  mutating func inject(
    _ wrapped: Span<UInt8>, as label: KeyLabel
  ) throws(KeyStoreError)

  /// Every key, in the order of their labels.
  mutating func list() throws(KeyStoreError) -> [KeyEntry]

  /// As long as the algorithm says. Throws `.noSuchKey`.
  mutating func publicKey(of label: KeyLabel) throws(KeyStoreError) -> [UInt8]

  /// Appends a signature over `message`. Throws `.wrongUse` for a key that agrees.
  mutating func sign(
    _ message: Span<UInt8>, with label: KeyLabel, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError)

  /// The secret that the key shares with another's. Throws `.wrongUse` for one that signs.
  mutating func agree(
    _ label: KeyLabel, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret

  /// The key is gone when this returns, after a power cut too.
  mutating func destroy(_ label: KeyLabel) throws(KeyStoreError)
}

/// What a store tells about a key.
public struct KeyEntry: Equatable, Sendable {
  public let label: KeyLabel
  public let algorithm: KeyAlgorithm
  public let origin: KeyOrigin

  public init(label: KeyLabel, algorithm: KeyAlgorithm, origin: KeyOrigin) {
    self.label = label
    self.algorithm = algorithm
    self.origin = origin
  }
}

/// Where a key has been before: one that was born inside has been nowhere.
public enum KeyOrigin: UInt8, Sendable {
  case generated = 1
  case injected = 2
}
