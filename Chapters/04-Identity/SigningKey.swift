import Primitives

/// Whatever signs, wherever its private key may be: in memory, in a store, in a chip.
/// Certificates, requests and handshakes ask for no more than this.
public protocol SigningKey: ~Copyable {
  var algorithm: KeyAlgorithm { get }

  /// As long as the algorithm says.
  mutating func publicKey() throws(KeyStoreError) -> [UInt8]

  /// Appends a signature over `message`.
  mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError)
}

/// One key of a store.
public struct StoredKey<Store: KeyStore & ~Copyable>: SigningKey, ~Copyable {
  public let algorithm: KeyAlgorithm
  private let label: KeyLabel
  private var store: Store

  /// Throws `.noSuchKey`, or `.wrongUse` for a key that does not sign.
  public init(_ label: KeyLabel, in store: consuming Store) throws(KeyStoreError) {
    guard let entry = try store.list().first(where: { $0.label == label }) else {
      throw .noSuchKey
    }
    guard entry.algorithm.signs else { throw .wrongUse(entry.algorithm) }
    algorithm = entry.algorithm
    self.label = label
    self.store = store
  }

  public mutating func publicKey() throws(KeyStoreError) -> [UInt8] {
    try store.publicKey(of: label)
  }

  public mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    try store.sign(message, with: label, into: &out)
  }

  /// The store again, when the key is not needed any more.
  public consuming func relinquish() -> Store { store }
}

/// A key in this process's own memory, for laboratories and tests.
public struct LooseKey<Key: Signer & ~Copyable>: SigningKey, ~Copyable {
  public let algorithm: KeyAlgorithm
  private var key: Key

  public init(_ key: consuming Key, algorithm: KeyAlgorithm) {
    self.key = key
    self.algorithm = algorithm
  }

  public mutating func publicKey() throws(KeyStoreError) -> [UInt8] {
    do throws(CryptoError) {
      return try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
        try key.publicKey(into: &out)
      }
    } catch { throw .crypto(error) }
  }

  public mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    do throws(CryptoError) { try key.sign(message, into: &out) } catch {
      throw .crypto(error)
    }
  }
}
