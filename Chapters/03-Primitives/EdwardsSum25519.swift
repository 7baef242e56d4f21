extension Edwards25519 {
  /// `a` times the base point plus `b` times this one. Nothing of a verification is secret,
  /// so that zeros may be skipped.
  func sum(_ a: Scalar25519, timesBasePlus b: Scalar25519) -> Edwards25519 {
    let comb = Comb25519(a)
    let digits = SparseDigits(b.number)
    let multiples = oddMultiples()
    var result = Edwards25519.neutral
    for i in (0..<256).reversed() {
      result = result.doubled()
      let digit = digits[i]
      if digit != 0 {
        var multiple = multiples[Int(digit.magnitude >> 1)]
        multiple.addend.negate(where: mask(digit < 0 ? 1 : 0))
        result = result + multiple
      }
      if i < 64 { result = result + comb[i] }
    }
    return result
  }

  /// The point times 1, 3, 5 and so on to 15.
  private func oddMultiples()
    -> InlineArray<8, (addend: EdwardsAddend25519, z: Field25519)>
  {
    let double = doubled().addend
    var multiple = self
    var multiples = InlineArray<8, (addend: EdwardsAddend25519, z: Field25519)>(
      repeating: multiple.addend)
    for i in 1..<8 {
      multiple = multiple + double
      multiples[i] = multiple.addend
    }
    return multiples
  }
}

/// A scalar below 2²⁵³ in binary with digits that are zero or odd, from −15 to 15; of any
/// five in a row, four are zero at least.
struct SparseDigits: BitwiseCopyable {
  private var digits = InlineArray<256, Int8>(repeating: 0)

  init(_ scalar: Limbs256) {
    var i = 0
    var carry = 0
    while i < digits.count {
      guard Self.bit(i, scalar) != carry else {
        i &+= 1
        continue
      }
      var digit = carry
      for j in 0..<5 { digit &+= Self.bit(i &+ j, scalar) << j }
      carry = digit >> 4
      digits[i] = Int8(truncatingIfNeeded: digit &- carry << 5)
      i &+= 5
    }
  }

  subscript(_ i: Int) -> Int8 { digits[i] }

  private static func bit(_ i: Int, _ scalar: Limbs256) -> Int {
    i < 256 ? Int(scalar.byte(i >> 3) >> UInt8(i & 7) & 1) : 0
  }
}
