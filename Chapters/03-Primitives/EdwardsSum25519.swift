/// A point times 1, 3, 5 and 7, made once for many sums.
struct OddMultiples25519: BitwiseCopyable {
  private var addends = InlineArray<4, EdwardsAddend25519>(repeating: .neutral)
  private var zs = InlineArray<4, Field25519>(repeating: .one)

  init(of point: Edwards25519) {
    var multiple = point
    multiple.double()
    let twice = multiple.addend
    let z = multiple.z
    multiple = point
    for i in 0..<4 {
      if i > 0 { multiple.add(twice, z: multiple.z * z) }
      addends[i] = multiple.addend
      zs[i] = multiple.z
    }
  }

  /// `a` times the base point plus `b` times this one. Nothing of a verification is secret,
  /// so that zeros may be skipped.
  func sum(_ a: Scalar25519, timesBasePlus b: Scalar25519) -> Edwards25519 {
    let comb = Comb25519(a)
    let digits = SparseDigits(b.number)
    var result = Edwards25519.neutral
    for i in (0..<256).reversed() {
      result.double()
      if digits[i] != 0 { add(digits[i], to: &result) }
      if i < 64 { result.add(comb[i], z: result.z) }
    }
    return result
  }

  /// Adds the point `digit` times, which is an odd number.
  private func add(_ digit: Int8, to sum: inout Edwards25519) {
    let i = Int(digit.magnitude >> 1)
    var addend = addends[i]
    if digit < 0 { addend.negate(where: .max) }
    sum.add(addend, z: sum.z * zs[i])
  }
}

/// A scalar below 2²⁵³ in binary, with digits that are zero or odd, from −7 to 7: of any
/// four in a row, three at least are zero.
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
      for j in 0..<4 { digit &+= Self.bit(i &+ j, scalar) << j }
      carry = digit >> 3
      digits[i] = Int8(truncatingIfNeeded: digit &- carry << 4)
      i &+= 4
    }
  }

  subscript(_ i: Int) -> Int8 { digits[i] }

  private static func bit(_ i: Int, _ scalar: Limbs256) -> Int {
    i < 256 ? Int(scalar.byte(i >> 3) >> UInt8(i & 7) & 1) : 0
  }
}
