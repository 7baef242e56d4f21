/// Authenticated encryption with associated data (RFC 5116): in place, tag apart.
///
/// A wrong length throws before anything is touched.
public protocol AEAD: ~Copyable {
  static var nonceLength: Int { get }
  static var tagLength: Int { get }

  /// The key's length chooses AES-128 (16 bytes) or AES-256 (32 bytes).
  init(key: Span<UInt8>) throws(CryptoError)

  /// Turns `text` from plaintext into ciphertext, and fills `tag`.
  /// The nonce must be new to this key; nobody can check that but the caller.
  mutating func seal(
    _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
  ) throws(CryptoError)

  /// Turns `text` from ciphertext into plaintext.
  /// If the tag does not fit, throws `.authenticationFailed`, and `text` is wiped.
  mutating func open(
    _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>, tag: Span<UInt8>
  ) throws(CryptoError)
}
