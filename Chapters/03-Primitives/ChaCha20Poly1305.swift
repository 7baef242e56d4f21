extension PortableCrypto {
  /// RFC 8439, 2.8: a key of 32 bytes, a nonce of 12, a tag of 16.
  public struct ChaCha20Poly1305: AEAD, ~Copyable {
    public static var nonceLength: Int { 12 }
    public static var tagLength: Int { 16 }

    private let key: SecretBox<InlineArray<8, UInt32>>

    public init(key: Span<UInt8>) throws(CryptoError) {
      guard key.count == 32 else { throw .wrongKeyLength(key.count) }
      self.key = SecretBox(InlineArray { key.littleEndian(at: 4 &* $0) })
    }

    public mutating func seal(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      try Self.check(text.count, nonce, tag.count)
      var stream = ChaCha20(key: key.value, nonce: nonce)
      var authenticator = stream.authenticator
      stream.add(to: &text)
      let code = authenticator.code(of: data, and: text.span)
      for i in tag.indices { tag[i] = code[i] }
      wipe(&stream)
      wipe(&authenticator)
    }

    public mutating func open(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: Span<UInt8>
    ) throws(CryptoError) {
      try Self.check(text.count, nonce, tag.count)
      var stream = ChaCha20(key: key.value, nonce: nonce)
      var authenticator = stream.authenticator
      var code = authenticator.code(of: data, and: text.span)
      let isGenuine = constantTimeEqual(code.span, tag)
      if isGenuine { stream.add(to: &text) } else { wipe(&text) }
      wipe(&code)
      wipe(&stream)
      wipe(&authenticator)
      guard isGenuine else { throw .authenticationFailed }
    }

    /// Blocks 1 to 2³² − 1 are for the text.
    private static var limit: UInt64 { 64 * 0xFFFF_FFFF }

    private static func check(
      _ textLength: Int, _ nonce: Span<UInt8>, _ tagLength: Int
    ) throws(CryptoError) {
      guard nonce.count == Self.nonceLength else {
        throw .wrongNonceLength(nonce.count)
      }
      guard tagLength == Self.tagLength else { throw .wrongTagLength(tagLength) }
      guard UInt64(textLength) <= limit else {
        throw .tooLong(limit: Int(clamping: limit))
      }
    }
  }
}

extension Poly1305 {
  /// Both parts, and then how long they were (RFC 8439, 2.8).
  fileprivate mutating func code(
    of data: Span<UInt8>, and text: Span<UInt8>
  ) -> InlineArray<16, UInt8> {
    update(data.bytes)
    update(text.bytes)
    let lengths: InlineArray<2, UInt64> = [
      UInt64(truncatingIfNeeded: data.count), UInt64(truncatingIfNeeded: text.count),
    ]
    update(lengths.span.bytes)
    return finish()
  }
}
