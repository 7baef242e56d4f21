/// One bit of every byte of a batch of blocks.
#if _pointerBitWidth(_64)
typealias AESSlice = SIMD4<UInt32>
#else
typealias AESSlice = UInt32
#endif

/// Sixteen bytes, the first in the lowest bits.
typealias AESBlock = SIMD4<UInt32>

/// Blocks that are encrypted together, two for each 32 bits of a slice.
struct AESBatch: BitwiseCopyable {
  static var count: Int { MemoryLayout<AESSlice>.size / 2 }

  /// Word c of the blocks 2i is in slices[2c], of the blocks 2i + 1 in slices[2c + 1];
  /// after `transpose` bit i of every byte is in slices[i].
  var slices = InlineArray<8, AESSlice>(repeating: AESSlice())

  subscript(block: Int) -> AESBlock {
    let lane = (block & 1) * AESBatch.count / 2 + block >> 1
    let words = slices.span.bytes
    return AESBlock(
      words.unsafeLoad(fromByteOffset: lane * 4, as: UInt32.self),
      words.unsafeLoad(fromByteOffset: (lane + AESBatch.count) * 4, as: UInt32.self),
      words.unsafeLoad(
        fromByteOffset: (lane + AESBatch.count * 2) * 4, as: UInt32.self),
      words.unsafeLoad(fromByteOffset: (lane + AESBatch.count * 3) * 4, as: UInt32.self)
    )
  }
}

extension AESBatch {
  /// The two blocks, each as often as there is room.
  init(_ even: AESBlock, _ odd: AESBlock) {
    for c in 0..<4 {
      slices[2 * c] = AESSlice() ^ even[c]
      slices[2 * c + 1] = AESSlice() ^ odd[c]
    }
  }

  /// Bit j of each byte of slices[i] changes places with bit i of slices[j].
  mutating func transpose() {
    for i in 0..<4 { exchange(2 &* i, 2 &* i &+ 1, 1, 0x5555_5555) }
    for i in 0..<4 { exchange(i &+ i & 2, i &+ i & 2 &+ 2, 2, 0x3333_3333) }
    for i in 0..<4 { exchange(i, i &+ 4, 4, 0x0F0F_0F0F) }
  }

  @inline(__always)
  private mutating func exchange(_ i: Int, _ j: Int, _ distance: UInt32, _ mask: UInt32)
  {
    let difference = (slices[i] &>> distance ^ slices[j]) & mask
    slices[i] ^= difference &<< distance
    slices[j] ^= difference
  }
}
