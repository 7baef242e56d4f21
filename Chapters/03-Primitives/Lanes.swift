#if _pointerBitWidth(_64)
/// What the machine adds, mixes and turns at once: four words of 32 bits.
typealias Lanes = SIMD4<UInt32>
/// A block of ChaCha20 for each lane, one after the other.
typealias ChaChaBlocks = InlineArray<64, UInt32>

extension SIMD4<UInt32> {
  static var numbered: Self { Self(0, 1, 2, 3) }
}

/// The two halves of the result are joined two lanes at a time: otherwise the compiler
/// sees four rotations, for which it has an instruction, and takes the lanes apart.
@inline(__always)
func rotate(_ words: Lanes, left count: UInt32) -> Lanes {
  let left = words &<< Lanes(repeating: count)
  let right = words &>> Lanes(repeating: 32 &- count)
  return unsafeBitCast(
    unsafeBitCast(left, to: SIMD2<UInt64>.self)
      | unsafeBitCast(right, to: SIMD2<UInt64>.self),
    to: Lanes.self)
}
#else
/// What the machine adds, mixes and turns at once: one word.
typealias Lanes = UInt32
/// A block of ChaCha20.
typealias ChaChaBlocks = InlineArray<16, UInt32>

extension UInt32 {
  static var scalarCount: Int { 1 }
  static var numbered: Self { 0 }

  init(repeating word: UInt32) { self = word }
  subscript(_: Int) -> UInt32 { self }
}

@inline(__always)
func rotate(_ words: Lanes, left count: UInt32) -> Lanes {
  words &<< count | words &>> (32 &- count)
}
#endif
