/// One bit of every byte of a batch of blocks, for two blocks in each lane. What is
/// done to one lane is done to all, and the compiler finds the vector instructions for
/// it.
#if _pointerBitWidth(_64)
typealias AESSlice = InlineArray<4, UInt32>
#else
typealias AESSlice = InlineArray<1, UInt32>
#endif

/// Blocks that are encrypted together.
struct AESBatch: BitwiseCopyable {
  static var lanes: Int { AESSlice.count }
  static var count: Int { 2 &* AESSlice.count }

  /// Before and after encryption, word c of block i is in slices[2c + i % 2][i / 2]; in
  /// between, bit i of every byte is in slices[i].
  var slices = InlineArray<8, AESSlice>(repeating: AESSlice(repeating: 0))

  /// Block i, read from where its words lie.
  subscript(i: Int) -> AESBlock {
    let words = slices.span.bytes
    let (start, next) = ((i & 1 &* AESBatch.lanes &+ i &>> 1) &* 4, AESBatch.lanes &* 8)
    return AESBlock(
      words.unsafeLoad(fromByteOffset: start, as: UInt32.self),
      words.unsafeLoad(fromByteOffset: start &+ next, as: UInt32.self),
      words.unsafeLoad(fromByteOffset: start &+ 2 &* next, as: UInt32.self),
      words.unsafeLoad(fromByteOffset: start &+ 3 &* next, as: UInt32.self))
  }
}

extension AESBatch {
  /// The two blocks in every lane.
  init(_ even: AESBlock, _ odd: AESBlock) {
    for c in 0..<4 {
      slices[2 &* c] = AESSlice(repeating: even[c])
      slices[2 &* c &+ 1] = AESSlice(repeating: odd[c])
    }
  }

  /// Bit j of each byte of slices[i] changes places with bit i of slices[j].
  mutating func transpose() {
    for l in 0..<AESBatch.lanes {
      var (a, b, c, d) = (slices[0][l], slices[1][l], slices[2][l], slices[3][l])
      var (e, f, g, h) = (slices[4][l], slices[5][l], slices[6][l], slices[7][l])
      exchange(&a, &b, 1, 0x5555_5555)
      exchange(&c, &d, 1, 0x5555_5555)
      exchange(&e, &f, 1, 0x5555_5555)
      exchange(&g, &h, 1, 0x5555_5555)
      exchange(&a, &c, 2, 0x3333_3333)
      exchange(&b, &d, 2, 0x3333_3333)
      exchange(&e, &g, 2, 0x3333_3333)
      exchange(&f, &h, 2, 0x3333_3333)
      exchange(&a, &e, 4, 0x0F0F_0F0F)
      exchange(&b, &f, 4, 0x0F0F_0F0F)
      exchange(&c, &g, 4, 0x0F0F_0F0F)
      exchange(&d, &h, 4, 0x0F0F_0F0F)
      (slices[0][l], slices[1][l], slices[2][l], slices[3][l]) = (a, b, c, d)
      (slices[4][l], slices[5][l], slices[6][l], slices[7][l]) = (e, f, g, h)
    }
  }
}

/// The bits of `a` that are `distance` above the mask's, with those of `b` under the
/// mask.
@inline(__always)
private func exchange(
  _ a: inout UInt32, _ b: inout UInt32, _ distance: UInt32, _ mask: UInt32
) {
  let difference = (a &>> distance ^ b) & mask
  a ^= difference &<< distance
  b ^= difference
}
