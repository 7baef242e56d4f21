/// SHA-1 (FIPS 180-4, 6.1.2), by which OCSP calls keys and issuers. It is no hash that
/// keeps anybody from making a second message, and is used for nothing else.
func sha1Name(of message: Span<UInt8>) -> InlineArray<20, UInt8> {
  var state: InlineArray<5, UInt32> = [
    0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0,
  ]
  // A one, zeros, and the length in bits, to a multiple of 64 octets.
  for block in 0..<(message.count + 9 + 63) / 64 {
    var words = InlineArray<80, UInt32>(repeating: 0)
    for i in 0..<16 {
      for j in 0..<4 {
        words[i] = words[i] << 8 | UInt32(padded(message, at: block * 64 + i * 4 + j))
      }
    }
    for i in 16..<80 {
      words[i] = rotated(
        words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], by: 1)
    }
    compress(words, into: &state)
  }
  var digest = InlineArray<20, UInt8>(repeating: 0)
  for i in 0..<20 {
    digest[i] = UInt8(truncatingIfNeeded: state[i / 4] >> (24 - 8 * UInt32(i % 4)))
  }
  return digest
}

/// An octet of the message, or of what is put behind it.
private func padded(_ message: Span<UInt8>, at i: Int) -> UInt8 {
  if i < message.count { return message[i] }
  if i == message.count { return 0x80 }
  let end = (message.count + 9 + 63) / 64 * 64
  guard i >= end - 8 else { return 0 }
  let bits = UInt64(message.count) &* 8
  return UInt8(truncatingIfNeeded: bits >> (8 * UInt64(end - 1 - i)))
}

private func compress(
  _ words: InlineArray<80, UInt32>, into state: inout InlineArray<5, UInt32>
) {
  var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
  for i in 0..<80 {
    let (f, k): (UInt32, UInt32) =
      switch i {
      case 0..<20: (b & c | ~b & d, 0x5a82_7999)
      case 20..<40: (b ^ c ^ d, 0x6ed9_eba1)
      case 40..<60: (b & c | b & d | c & d, 0x8f1b_bcdc)
      default: (b ^ c ^ d, 0xca62_c1d6)
      }
    let next = rotated(a, by: 5) &+ f &+ e &+ k &+ words[i]
    (e, d, c, b, a) = (d, c, rotated(b, by: 30), a, next)
  }
  state[0] &+= a
  state[1] &+= b
  state[2] &+= c
  state[3] &+= d
  state[4] &+= e
}

private func rotated(_ word: UInt32, by bits: UInt32) -> UInt32 {
  word << bits | word >> (32 - bits)
}
