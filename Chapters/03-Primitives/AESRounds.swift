extension AESBatch {
  /// Encrypts every block (FIPS 197, 5.1). What ShiftRows would move in the rounds stays
  /// where it is; MixColumns looks for it there (Adomnicai and Peyrin, "Fixslicing AES-like
  /// ciphers", 2020).
  mutating func encrypt(_ keys: Span<AESSlice>) {
    transpose()
    add(keys, 0)
    var round = 8
    while round &+ 16 < keys.count {
      for shift in 1...4 as ClosedRange<UInt32> {
        substitute()
        mixColumns(shift & 3)
        add(keys, round)
        round &+= 8
      }
    }
    substitute()
    mixColumns(1)
    add(keys, round)
    substitute()
    shiftRowsTwice()
    add(keys, round &+ 8)
    transpose()
  }

  @inline(__always)
  private mutating func add(_ keys: Span<AESSlice>, _ start: Int) {
    for i in 0..<8 { slices[i] ^= keys[start &+ i] }
  }
}

extension AESBatch {
  /// MixColumns, where each row still has to be shifted `shift` times as far as ShiftRows
  /// would: what is below a byte is `shift` columns further on.
  @inline(__always)
  mutating func mixColumns(_ shift: UInt32) {
    var below = InlineArray<8, AESSlice>(repeating: AESSlice())
    var sums = below
    for i in 0..<8 {
      below[i] = rotate(rotateBytes(slices[i], 2 * shift), 8)
      sums[i] = slices[i] ^ below[i]
    }
    for i in 0..<8 {
      slices[i] = below[i] ^ rotate(rotateBytes(sums[i], 4 * shift & 7), 16)
    }
    // Twice the sum in GF(2⁸): the bit that falls out is x⁸ = x⁴ + x³ + x + 1.
    for i in 1..<8 { slices[i] ^= sums[i - 1] }
    for i in 0..<2 { slices[i] ^= sums[7] }
    for i in 3..<5 { slices[i] ^= sums[7] }
  }

  /// ShiftRows twice: the first and the third row by two columns each.
  @inline(__always)
  mutating func shiftRowsTwice() {
    for i in 0..<8 {
      let x = slices[i]
      slices[i] = x & 0x00FF_00FF | x &>> 4 & 0x0F00_0F00 | x &<< 4 & 0xF000_F000
    }
  }
}

/// To the right, by `count` places in each word.
@inline(__always)
private func rotate(_ x: AESSlice, _ count: UInt32) -> AESSlice {
  x &>> count | x &<< (32 &- count)
}

/// To the right, by `count` places in each byte.
@inline(__always)
private func rotateBytes(_ x: AESSlice, _ count: UInt32) -> AESSlice {
  guard count > 0 else { return x }
  let mask = 0xFF &>> count &* 0x0101_0101
  return x &>> count & mask | x &<< (8 &- count) & ~mask
}
