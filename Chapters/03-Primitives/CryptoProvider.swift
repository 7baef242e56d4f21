/// One implementation of every primitive the book needs.
/// Protocol machines are generic over it and never name a library.
public protocol CryptoProvider: SendableMetatype {
  /// As the command line spells it.
  static var name: StaticString { get }

  associatedtype SHA256: HashFunction & ~Copyable
  associatedtype AESGCM: AEAD & ~Copyable
  associatedtype P256: Signer & ~Copyable

  /// Fills `out` with unpredictable bytes, or throws and leaves it zero.
  static func random(_ out: inout MutableSpan<UInt8>) throws(CryptoError)
}
