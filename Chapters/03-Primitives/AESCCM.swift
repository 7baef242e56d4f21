extension PortableCrypto {
  /// AES-CCM (NIST SP 800-38C): AES-128 or AES-256, a nonce of 12 bytes, a tag of 16.
  public struct AESCCM: AEAD, ~Copyable {
    public static var nonceLength: Int { 12 }
    public static var tagLength: Int { 16 }

    private let key: CCMKey

    public init(key: Span<UInt8>) throws(CryptoError) { self.key = try CCMKey(key) }

    public mutating func seal(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      try key.seal(&text, nonce, data, &tag, tagLength: Self.tagLength)
    }

    public mutating func open(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: Span<UInt8>
    ) throws(CryptoError) {
      try key.open(&text, nonce, data, tag, tagLength: Self.tagLength)
    }
  }

  /// The same with a tag of 8 bytes, as RFC 7925 and RFC 7252 ask of small devices.
  public struct AESCCM8: AEAD, ~Copyable {
    public static var nonceLength: Int { 12 }
    public static var tagLength: Int { 8 }

    private let key: CCMKey

    public init(key: Span<UInt8>) throws(CryptoError) { self.key = try CCMKey(key) }

    public mutating func seal(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      try key.seal(&text, nonce, data, &tag, tagLength: Self.tagLength)
    }

    public mutating func open(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: Span<UInt8>
    ) throws(CryptoError) {
      try key.open(&text, nonce, data, tag, tagLength: Self.tagLength)
    }
  }
}
