/// Authenticated encryption with associated data (RFC 5116): in place, tag apart.
///
/// A wrong length throws before anything is touched.
public protocol AEAD: Primitive, ~Copyable {
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

extension AEAD where Self: ~Copyable {
  /// Seals all of `buffer` but its last `tagLength` bytes, which become the tag.
  public mutating func seal(
    appendingTagTo buffer: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>
  ) throws(CryptoError) {
    try Self.divided(&buffer) { text, tag throws(CryptoError) in
      try seal(&text, nonce: nonce, authenticating: data, tag: &tag)
    }
  }

  /// Opens what the other function sealed, and says how many bytes of text there are.
  public mutating func open(
    tagAppendedTo buffer: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>
  ) throws(CryptoError) -> Int {
    try Self.divided(&buffer) { text, tag throws(CryptoError) in
      try open(&text, nonce: nonce, authenticating: data, tag: tag.span)
    }
    return buffer.count - Self.tagLength
  }

  private static func divided(
    _ buffer: inout MutableSpan<UInt8>,
    _ body: (
      _ text: inout MutableSpan<UInt8>, _ tag: inout MutableSpan<UInt8>
    ) throws(CryptoError) -> Void
  ) throws(CryptoError) {
    let length = buffer.count - tagLength
    guard length >= 0 else { throw .wrongTagLength(buffer.count) }
    try buffer.withUnsafeMutableBufferPointer { bytes throws(CryptoError) in
      var text = UnsafeMutableBufferPointer(rebasing: bytes[..<length]).mutableSpan
      var tag = UnsafeMutableBufferPointer(rebasing: bytes[length...]).mutableSpan
      try body(&text, &tag)
    }
  }
}
