extension Edwards25519 {
  /// Reads a point (RFC 8032, 5.1.3): y, and in the bit that is left over whether x is odd.
  /// Such a point is public, and so is whether it is one.
  init(_ bytes: Span<UInt8>) throws(CryptoError) {
    guard bytes.count == 32 else { throw .wrongKeyLength(bytes.count) }
    let y = Field25519(littleEndian: bytes)
    let sign = bytes[31] >> 7
    let square = y.squared()
    let root = Field25519.root(
      of: square - .one, over: Self.d * square + .one)
    guard y.hasNumber(in: bytes), let root else { throw .invalidKey }
    let number = root.number
    let isOdd = number.byte(0) & 1
    // Of zero there is no odd one.
    guard sign == 0 || number.zeroMask == 0 else { throw .invalidKey }
    self.init(x: isOdd == sign ? root : .zero - root, y: y)
  }

  /// The 32 bytes of a point (RFC 8032, 5.1.2), as a number whose lowest comes first.
  var encoded: Limbs256 {
    let inverse = z.inverted()
    var number = (y * inverse).number
    let isOdd = (x * inverse).number[0] & 1
    number[number.count &- 1] |= isOdd << (Limb.bitWidth &- 1)
    return number
  }
}

extension Field25519 {
  /// The square root of u / v, if there is one (RFC 8032, 5.1.3, 3).
  fileprivate static func root(of u: Field25519, over v: Field25519) -> Field25519? {
    let cube = v.squared() * v
    let candidate = u * cube * (u * cube.squared() * v).powerForRoot()
    let found = v * candidate.squared()
    if (found - u).zeroMask != 0 { return candidate }
    if (found + u).zeroMask != 0 { return candidate * rootOfMinusOne }
    return nil
  }

  private static var rootOfMinusOne: Field25519 {
    Field25519(
      Limbs256(
        0x2B83_2480_4FC1_DF0B, 0x2B4D_0099_3DFB_D7A7,
        0x2F43_1806_AD2F_E478, 0xC4EE_1B27_4A0E_A0B0))
  }

  /// Whether the 255 bits that this was read from are a number less than p.
  fileprivate func hasNumber(in bytes: Span<UInt8>) -> Bool {
    let number = self.number
    var difference = (number.byte(31) ^ bytes[31]) & 0x7F
    for i in 0..<31 { difference |= number.byte(i) ^ bytes[i] }
    return difference == 0
  }
}
