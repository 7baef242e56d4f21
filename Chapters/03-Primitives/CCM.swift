/// CCM with a nonce of 12 bytes and so a length of 3 (RFC 5116, 5.3).
struct CCMKey: ~Copyable {
  private let aes: SecretBox<AESKey>

  init(_ key: Span<UInt8>) throws(CryptoError) {
    guard key.count == 16 || key.count == 32 else { throw .wrongKeyLength(key.count) }
    aes = SecretBox(AESKey())
    aes.value.expand(key)
  }

  func seal(
    _ text: inout MutableSpan<UInt8>, _ nonce: Span<UInt8>, _ data: Span<UInt8>,
    _ tag: inout MutableSpan<UInt8>, tagLength: Int
  ) throws(CryptoError) {
    try check(text.count, nonce.count, tag.count, tagLength)
    let code = transform(&text, nonce, data, tagLength, isSealing: true)
    wipe(&tag)
    tag.add(code, at: 0)
  }

  func open(
    _ text: inout MutableSpan<UInt8>, _ nonce: Span<UInt8>, _ data: Span<UInt8>,
    _ tag: Span<UInt8>, tagLength: Int
  ) throws(CryptoError) {
    try check(text.count, nonce.count, tag.count, tagLength)
    var code = transform(&text, nonce, data, tagLength, isSealing: false)
    if tagLength == 8 { (code[2], code[3]) = (0, 0) }
    let difference = code ^ tag.block(at: 0)
    wipe(&code)
    let sum = difference[0] | difference[1] | difference[2] | difference[3]
    if opaque(Limb(sum)) != 0 {
      wipe(&text)
      throw .authenticationFailed
    }
  }

  private func check(
    _ text: Int, _ nonce: Int, _ tag: Int, _ tagLength: Int
  ) throws(CryptoError) {
    guard nonce == 12 else { throw .wrongNonceLength(nonce) }
    guard tag == tagLength else { throw .wrongTagLength(tag) }
    guard text < 1 << 24 else { throw .tooLong(limit: 1 << 24 - 1) }
  }

  /// Encrypts or decrypts the text, and gives back what its tag begins with.
  ///
  /// The code of one block and the stream for the next are encrypted together.
  private func transform(
    _ text: inout MutableSpan<UInt8>, _ nonce: Span<UInt8>, _ data: Span<UInt8>,
    _ tagLength: Int, isSealing: Bool
  ) -> AESBlock {
    var flags = UInt32(truncatingIfNeeded: (tagLength / 2 - 1) * 8) | 2
    if data.count > 0 { flags |= 0x40 }
    var code = CCMCode(Self.block(flags, nonce, UInt32(truncatingIfNeeded: text.count)))
    code.add(lengthAndBytes: data, aes.roundKeys)

    var counter = Self.block(2, nonce, 0)
    let first = counter
    var i = 0
    while i < text.count {
      counter[3] = (counter[3].byteSwapped &+ 1).byteSwapped
      let stream = code.next(with: counter, aes.roundKeys)
      if isSealing { code.add(text.span.block(at: i)) }
      text.add(stream, at: i)
      if !isSealing { code.add(text.span.block(at: i)) }
      i &+= 16
    }
    let mask = code.next(with: first, aes.roundKeys)
    let tag = code.sum ^ mask
    wipe(&code)
    return tag
  }

  /// One byte of flags, the nonce, and a number of three bytes (SP 800-38C, A.2.1,
  /// A.3).
  private static func block(
    _ flags: UInt32, _ nonce: Span<UInt8>, _ number: UInt32
  ) -> AESBlock {
    let nonce = nonce.block(at: 0)
    return AESBlock(
      flags | nonce[0] &<< 8, nonce[0] &>> 24 | nonce[1] &<< 8,
      nonce[1] &>> 24 | nonce[2] &<< 8, nonce[2] &>> 24 | number.byteSwapped)
  }
}
