/// p = 2²⁵⁶ − 2²²⁴ + 2¹⁹² + 2⁹⁶ − 1 (SP 800-186, 3.2.1.3).
enum P256Prime: Modulus {
  @inline(__always)
  static var value: Limbs256 {
    Limbs256(0xFFFF_FFFF_0000_0001, 0, 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF)
  }
  static var squareOfR: Limbs256 {
    Limbs256(
      0x0000_0004_FFFF_FFFD, 0xFFFF_FFFF_FFFF_FFFE,
      0xFFFF_FFFB_FFFF_FFFF, 0x0000_0000_0000_0003)
  }
  static var negativeInverse: Limb { 1 }

  #if _pointerBitWidth(_64)
  @inline(__always)
  static func reduce(_ t: inout Limbs512) -> Limbs256 {
    var carried: Limb = 0
    for i in 0..<4 {
      let factor = t[i]
      var carry: Limb
      (carry, t[i &+ 1]) = multiplyAdd(factor, 1 << 32, t[i &+ 1], 0)
      (carry, t[i &+ 2]) = multiplyAdd(factor, 0, t[i &+ 2], carry)
      (carry, t[i &+ 3]) = multiplyAdd(factor, value[3], t[i &+ 3], carry)
      t[i &+ 4] = add(t[i &+ 4], carry, &carried)
    }
    return corrected(t, carried)
  }
  #else
  @inline(__always)
  static func reduce(_ t: inout Limbs512) -> Limbs256 {
    var carried: Limb = 0
    for i in 0..<8 {
      let factor = t[i]
      var carry: Limb = 0
      t[i &+ 3] = add(t[i &+ 3], factor, &carry)
      t[i &+ 4] = add(t[i &+ 4], 0, &carry)
      t[i &+ 5] = add(t[i &+ 5], 0, &carry)
      t[i &+ 6] = add(t[i &+ 6], factor, &carry)
      (carry, t[i &+ 7]) = multiplyAdd(factor, 0xFFFF_FFFF, t[i &+ 7], carry)
      t[i &+ 8] = add(t[i &+ 8], carry, &carried)
    }
    return corrected(t, carried)
  }
  #endif
}

/// n, the number of the curve's points, which is prime too.
enum P256Order: Modulus {
  @inline(__always)
  static var value: Limbs256 {
    Limbs256(
      0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
      0xBCE6_FAAD_A717_9E84, 0xF3B9_CAC2_FC63_2551)
  }
  static var squareOfR: Limbs256 {
    Limbs256(
      0x66E1_2D94_F3D9_5620, 0x2845_B239_2B6B_EC59,
      0x4699_799C_49BD_6FA6, 0x8324_4C95_BE79_EEA2)
  }
  static var negativeInverse: Limb {
    Limb(truncatingIfNeeded: 0xCCD1_C8AA_EE00_BC4F as UInt64)
  }
}
