extension AESBatch {
  /// Encrypts every block (FIPS 197, 5.1). What ShiftRows would move in the rounds
  /// stays where it is; MixColumns looks for it there (Adomnicai and Peyrin,
  /// "Fixslicing AES-like ciphers", 2020).
  mutating func encrypt(_ keys: Span<AESSlice>) {
    transpose()
    add(keys, 0)
    var start = 8
    while start &+ 16 < keys.count {
      substitute()
      mixColumns(1)
      add(keys, start)
      substitute()
      mixColumns(2)
      add(keys, start &+ 8)
      substitute()
      mixColumns(3)
      add(keys, start &+ 16)
      substitute()
      mixColumns(0)
      add(keys, start &+ 24)
      start &+= 32
    }
    substitute()
    mixColumns(1)
    add(keys, start)
    substitute()
    shiftRowsTwice()
    add(keys, start &+ 8)
    transpose()
  }

  /// AddRoundKey, with the eight slices from `start` on.
  private mutating func add(_ keys: Span<AESSlice>, _ start: Int) {
    for i in 0..<8 {
      let key = keys[start &+ i]
      for l in 0..<AESBatch.lanes { slices[i][l] ^= key[l] }
    }
  }
}

extension AESBatch {
  /// MixColumns, where each row still has to be shifted `shift` times as far as
  /// ShiftRows would: what is below a byte is `shift` columns further on.
  @inline(__always)
  fileprivate mutating func mixColumns(_ shift: UInt32) {
    for l in 0..<AESBatch.lanes {
      let (a0, a1) = (below(slices[0][l], 1, shift), below(slices[1][l], 1, shift))
      let (a2, a3) = (below(slices[2][l], 1, shift), below(slices[3][l], 1, shift))
      let (a4, a5) = (below(slices[4][l], 1, shift), below(slices[5][l], 1, shift))
      let (a6, a7) = (below(slices[6][l], 1, shift), below(slices[7][l], 1, shift))
      let (b0, b1) = (slices[0][l] ^ a0, slices[1][l] ^ a1)
      let (b2, b3) = (slices[2][l] ^ a2, slices[3][l] ^ a3)
      let (b4, b5) = (slices[4][l] ^ a4, slices[5][l] ^ a5)
      let (b6, b7) = (slices[6][l] ^ a6, slices[7][l] ^ a7)
      slices[0][l] = a0 ^ below(b0, 2, shift) ^ b7
      slices[1][l] = a1 ^ below(b1, 2, shift) ^ b0 ^ b7
      slices[2][l] = a2 ^ below(b2, 2, shift) ^ b1
      slices[3][l] = a3 ^ below(b3, 2, shift) ^ b2 ^ b7
      slices[4][l] = a4 ^ below(b4, 2, shift) ^ b3 ^ b7
      slices[5][l] = a5 ^ below(b5, 2, shift) ^ b4
      slices[6][l] = a6 ^ below(b6, 2, shift) ^ b5
      slices[7][l] = a7 ^ below(b7, 2, shift) ^ b6
    }
  }

  /// ShiftRows twice: the first and the third row by two columns each.
  @inline(__always)
  fileprivate mutating func shiftRowsTwice() {
    for i in 0..<8 {
      for l in 0..<AESBatch.lanes {
        let x = slices[i][l]
        slices[i][l] = x & 0x00FF_00FF | x &>> 4 & 0x0F00_0F00 | x &<< 4 & 0xF000_F000
      }
    }
  }
}

/// What is `rows` rows down and, with each row, `shift` columns further on.
@inline(__always)
private func below(_ x: UInt32, _ rows: UInt32, _ shift: UInt32) -> UInt32 {
  let (down, on) = (8 &* rows, 2 &* rows &* shift & 7)
  let mask = 0xFF &>> on &* 0x0101_0101
  let y = on == 0 ? x : x &>> on & mask | x &<< (8 &- on) & ~mask
  return y &>> down | y &<< (32 &- down)
}
