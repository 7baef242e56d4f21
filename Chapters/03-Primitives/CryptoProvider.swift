import Wire

/// One implementation of every primitive the book needs.
/// Protocol machines are generic over it and never name a library.
public protocol CryptoProvider {
  /// As the command line spells it.
  static var name: StaticString { get }

  associatedtype SHA256: HashFunction & ~Copyable
  associatedtype AESGCM: AEAD & ~Copyable
  associatedtype P256: Signer & ~Copyable

  /// Fills `out` with unpredictable bytes, or throws and leaves it zero.
  static func random(_ out: inout MutableSpan<UInt8>) throws(CryptoError)
}

/// A hash, one context for many messages (FIPS 180-4).
public protocol HashFunction: ~Copyable {
  static var digestLength: Int { get }

  init() throws(CryptoError)
  mutating func update(_ message: Span<UInt8>) throws(CryptoError)
  /// Appends the digest of all that was given, and begins anew.
  mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError)
}

/// Authenticated encryption with associated data (RFC 5116): in place, tag apart.
public protocol AEAD: ~Copyable {
  static var nonceLength: Int { get }
  static var tagLength: Int { get }

  /// The key's length chooses AES-128 (16 bytes) or AES-256 (32 bytes).
  init(key: Span<UInt8>) throws(CryptoError)

  mutating func seal(
    _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
  ) throws(CryptoError)

  /// On failure `text` is wiped.
  mutating func open(
    _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>, tag: Span<UInt8>
  ) throws(CryptoError)
}

/// A private key that signs: ECDSA over P-256 with SHA-256 (FIPS 186-5).
public protocol Signer: ~Copyable {
  /// A fresh key from the provider's own random source.
  static func generate() throws(CryptoError) -> Self
  /// 32 bytes, big-endian.
  init(privateScalar: Span<UInt8>) throws(CryptoError)

  /// 65 bytes: 0x04, X, Y (SEC 1, 2.3.3).
  func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError)
  /// The scalar, for a file that will be kept safe.
  func privateScalar() throws(CryptoError) -> Secret

  /// Appends an Ecdsa-Sig-Value (RFC 3279, 2.2.3): DER, 70 to 72 bytes as a rule.
  mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(CryptoError)

  static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>
  ) throws(CryptoError)
}
