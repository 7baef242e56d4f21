/// Sixteen bytes, the first in the lowest bits.
typealias AESBlock = SIMD4<UInt32>

extension Span<UInt8> {
  /// The sixteen bytes from `start` on, zeros for those that are not there.
  func block(at start: Int) -> AESBlock {
    if count &- start >= 16 {
      return bytes.unsafeLoadUnaligned(fromByteOffset: start, as: AESBlock.self)
    }
    var block = AESBlock()
    for i in start..<count {
      block[(i &- start) / 4] |= UInt32(self[i]) &<< UInt32((i &- start) % 4 &* 8)
    }
    return block
  }
}

extension MutableSpan<UInt8> {
  /// XORs `block`, or as much of it as there is room for, to the bytes from `start` on.
  mutating func add(_ block: AESBlock, at start: Int) {
    if count &- start >= 16 {
      let sum = span.block(at: start) ^ block
      var bytes = mutableBytes
      bytes.storeBytes(of: sum, toByteOffset: start, as: AESBlock.self)
      return
    }
    for i in start..<count {
      let word = block[(i &- start) / 4]
      self[i] ^= UInt8(truncatingIfNeeded: word &>> UInt32((i &- start) % 4 &* 8))
    }
  }
}
