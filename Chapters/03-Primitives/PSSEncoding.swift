/// What a signature of RSASSA-PSS must become (RFC 8017, 9.1): a masked salt, a hash of it
/// and of the message's digest, and BC.
struct PSSEncoding<Word: SHA2Word> {
  /// The hash, before any message.
  let start: SHA2State<Word>
  /// Bytes of a digest, and of the salt.
  let length: Int

  /// Whether `block` is an encoding of the message whose digest this is, under a modulus of
  /// so many bits. The block's mask is taken off on the way.
  func fits(
    _ block: inout MutableSpan<UInt8>, _ bitWidth: Int, _ digest: SHA2State<Word>
  ) -> Bool {
    // The encoding has a bit less than the modulus: of the first byte so many must be zero,
    // and if that is all of it, the encoding begins with the next.
    let spare = (8 &* block.count &- bitWidth &+ 1)
    let first = spare / 8
    let mask = UInt8(truncatingIfNeeded: 0xFF >> (spare % 8))
    let end = block.count &- length &- 1
    guard
      block[block.count &- 1] == 0xBC, first == 0 || block[0] == 0,
      block[first] & ~mask == 0
    else { return false }
    unmask(&block, first..<end)
    block[first] &= mask

    var difference: UInt8 = 0
    for i in first..<(end &- length) {
      difference |= block[i] ^ (i == end &- length &- 1 ? 1 : 0)
    }
    let expected = hash(digest, salt: block.span.extracting((end &- length)..<end))
    for i in 0..<length { difference |= block[end &+ i] ^ expected.byte(i) }
    return difference == 0
  }

  /// MGF1 (RFC 8017, B.2.1) with the bytes after `range` as its seed, added to those in it.
  private func unmask(_ block: inout MutableSpan<UInt8>, _ range: Range<Int>) {
    let seed = range.upperBound..<(range.upperBound &+ length)
    var mask = start
    for i in range {
      let offset = (i &- range.lowerBound) % length
      if offset == 0 {
        let counter = UInt8(truncatingIfNeeded: (i &- range.lowerBound) / length)
        let counterBytes: InlineArray<4, UInt8> = [0, 0, 0, counter]
        mask = start
        mask.update(block.span.extracting(seed))
        mask.update(counterBytes.span)
        mask.finish()
      }
      block[i] ^= mask.byte(offset)
    }
  }

  /// Of eight zeros, the digest and the salt.
  private func hash(_ digest: SHA2State<Word>, salt: Span<UInt8>) -> SHA2State<Word> {
    var front = InlineArray<72, UInt8>(repeating: 0)
    for i in 0..<length { front[8 &+ i] = digest.byte(i) }
    var hash = start
    hash.update(front.span.extracting(0..<(8 &+ length)))
    hash.update(salt)
    hash.finish()
    return hash
  }
}
