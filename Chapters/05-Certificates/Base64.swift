/// The character for six bits (RFC 4648, 4): no table and no branch, because a cache
/// and a branch predictor remember what they saw, and this may be a private key.
func base64Character(_ bits: UInt8) -> UInt8 {
  let bits = Int16(bits)
  var character = bits + 65
  character += mask(bits, 26, 63) & 6
  character -= mask(bits, 52, 63) & 75
  character -= mask(bits, 62, 63) & 15
  character += mask(bits, 63, 63) & 3
  return UInt8(truncatingIfNeeded: character)
}

/// The six bits for a character, or -1.
func base64Bits(_ character: UInt8) -> Int16 {
  let character = Int16(character)
  var bits: Int16 = -1
  bits += mask(character, 65, 90) & (character - 64)
  bits += mask(character, 97, 122) & (character - 70)
  bits += mask(character, 48, 57) & (character + 5)
  bits += mask(character, 43, 43) & 63
  bits += mask(character, 47, 47) & 64
  return bits
}

/// How many of the two last characters are there only to fill a group of four.
func base64Padding(_ text: Span<UInt8>) -> Int {
  var padding = 0
  while padding < min(2, text.count),
    text[text.count - 1 - padding] == UInt8(ascii: "=")
  {
    padding += 1
  }
  return padding
}

/// All ones if `value` is within the bounds, else zero; every number here is small.
private func mask(_ value: Int16, _ first: Int16, _ last: Int16) -> Int16 {
  ((first - 1 - value) & (value - last - 1)) >> 15
}

extension OutputSpan where Element == UInt8 {
  /// Four characters for every three bytes; the caller has made sure of the room.
  mutating func appendBase64(_ bytes: Span<UInt8>) {
    var i = 0
    while i < bytes.count {
      let present = min(3, bytes.count - i)
      var group: UInt32 = 0
      for j in 0..<3 { group = group << 8 | (j < present ? UInt32(bytes[i + j]) : 0) }
      for j in 0..<4 {
        let bits = UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * j)) & 0x3f
        append(j <= present ? base64Character(bits) : UInt8(ascii: "="))
      }
      i += 3
    }
  }

  /// The bytes of a whole number of groups of four, padded at most at the end.
  /// False for anything that no encoder writes; the caller has made sure of the room.
  mutating func appendDecoded(base64 text: Span<UInt8>) -> Bool {
    guard text.count.isMultiple(of: 4) else { return false }
    let characters = text.count - base64Padding(text)
    var bad: Int16 = 0
    var i = 0
    while i < text.count {
      let present = min(4, characters - i)
      var group: UInt32 = 0
      for j in 0..<4 {
        let bits = j < present ? base64Bits(text[i + j]) : 0
        bad |= bits
        group = group << 6 | UInt32(bits & 0x3f)
      }
      for j in 0..<present - 1 {
        append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * j)))
      }
      // Bits that no byte takes must be zero (RFC 4648, 3.5).
      let unused = group & (0xff_ffff >> UInt32(8 * (present - 1)))
      if unused != 0 { return false }
      i += 4
    }
    return bad >= 0
  }
}
