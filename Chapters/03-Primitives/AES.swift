extension PortableCrypto {
  /// The block cipher alone, for the few protocols that ask for it; who wants to hide a
  /// message takes `AESGCM` (FIPS 197).
  public struct AES: ~Copyable {
    public static var blockLength: Int { 16 }

    private let key: SecretBox<AESKey>

    /// 16 bytes for AES-128 or 32 for AES-256.
    public init(key: Span<UInt8>) throws(CryptoError) {
      guard key.count == 16 || key.count == 32 else { throw .wrongKeyLength(key.count) }
      self.key = SecretBox(AESKey())
      self.key.value.expand(key)
    }

    /// Encrypts one block in place, or throws `.bufferTooSmall` if it has not 16 bytes.
    public func encrypt(_ block: inout MutableSpan<UInt8>) throws(CryptoError) {
      guard block.count == 16 else { throw .bufferTooSmall(needed: 16) }
      let text = block.span.block(at: 0)
      var batch = AESBatch(text, text)
      batch.encrypt(key.roundKeys)
      block.add(text ^ batch[0], at: 0)
      wipe(&batch)
    }
  }
}
