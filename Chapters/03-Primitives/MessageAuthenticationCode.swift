/// A code over a message that only the key can make, one context for the life of a key.
public protocol MessageAuthenticationCode: Primitive, ~Copyable {
  static var codeLength: Int { get }

  init(key: Span<UInt8>) throws(CryptoError)
  mutating func update(_ message: Span<UInt8>) throws(CryptoError)
  /// Appends `codeLength` bytes, and begins anew with the same key.
  /// Throws `.bufferTooSmall` before anything is touched.
  mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError)
  /// Whether `code` is the message's, found in a time that does not tell how much of it was
  /// right; a shorter code is the leftmost bytes (RFC 2104, 5), and an empty one never fits.
  mutating func isValid(_ code: Span<UInt8>) throws(CryptoError) -> Bool
  /// Forgets the message and the key, and begins anew with another key.
  mutating func rekey(_ key: Span<UInt8>) throws(CryptoError)
}

extension MessageAuthenticationCode where Self: ~Copyable {
  public mutating func rekey(_ key: Span<UInt8>) throws(CryptoError) {
    self = try Self(key: key)
  }
}
