extension PortableCrypto {
  /// AES-GCM (NIST SP 800-38D): AES-128 or AES-256, a nonce of 12 bytes, a tag of 16.
  public struct AESGCM: AEAD, ~Copyable {
    public static var nonceLength: Int { 12 }
    public static var tagLength: Int { 16 }

    private let aes: SecretBox<AESKey>
    /// Powers of H.
    private let ghash: SecretBox<GHASHKey>

    public init(key: Span<UInt8>) throws(CryptoError) {
      guard key.count == 16 || key.count == 32 else { throw .wrongKeyLength(key.count) }
      aes = SecretBox(AESKey())
      ghash = SecretBox(GHASHKey())
      aes.value.expand(key)
      var batch = AESBatch()
      batch.encrypt(aes.roundKeys)
      ghash.value = GHASHKey(batch[0])
      wipe(&batch)
    }

    public mutating func seal(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      try Self.check(text.count, nonce.count, tag.count)
      var stream = CounterMode(nonce: nonce)
      let mask = stream.next(aes.roundKeys)
      stream.add(to: &text, aes.roundKeys)
      wipe(&stream)
      wipe(&tag)
      tag.add(ghash.value.hash(data, text.span) ^ mask, at: 0)
    }

    public mutating func open(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: Span<UInt8>
    ) throws(CryptoError) {
      try Self.check(text.count, nonce.count, tag.count)
      var stream = CounterMode(nonce: nonce)
      let mask = stream.next(aes.roundKeys)
      let difference = ghash.value.hash(data, text.span) ^ mask ^ tag.block(at: 0)
      let sum = difference[0] | difference[1] | difference[2] | difference[3]
      let isRight = opaque(Limb(sum)) == 0
      if isRight { stream.add(to: &text, aes.roundKeys) } else { wipe(&text) }
      wipe(&stream)
      guard isRight else { throw .authenticationFailed }
    }

    /// Before anything is touched. The counter has 32 bits, of which GCM takes two
    /// values for itself (SP 800-38D, 5.2.1.1).
    private static func check(
      _ text: Int, _ nonce: Int, _ tag: Int
    ) throws(CryptoError) {
      guard nonce == nonceLength else { throw .wrongNonceLength(nonce) }
      guard tag == tagLength else { throw .wrongTagLength(tag) }
      #if _pointerBitWidth(_64)
      let limit = 1 << 36 - 32
      guard text <= limit else { throw .tooLong(limit: limit) }
      #endif
    }
  }
}

extension CounterMode {
  fileprivate init(nonce: Span<UInt8>) {
    var counter = nonce.block(at: 0)
    counter[3] = UInt32(1).byteSwapped
    self.init(from: counter)
  }
}

extension GHASHKey {
  /// Of the data, the text, and the number of bits of both.
  fileprivate func hash(_ data: Span<UInt8>, _ text: Span<UInt8>) -> AESBlock {
    var sum = GHASHElement()
    add(data, to: &sum)
    add(text, to: &sum)
    var lengths = GHASHElement()
    lengths.high = UInt64(data.count) &<< 3
    lengths.low = UInt64(text.count) &<< 3
    add(lengths.block, to: &sum)
    return sum.block
  }
}
