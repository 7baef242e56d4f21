/// A point times 1 to 8.
typealias P256Multiples = InlineArray<8, P256Point>

extension P256Point {
  /// Behind the first, which is this point, writes it times 2, times 3 and so on.
  @inline(never)
  private func writeMultiples(into multiples: inout MutableSpan<P256Point>) {
    for i in 1..<multiples.count {
      multiples[i] = multiples[i &- 1]
      multiples[i].add(self)
    }
  }

  /// Adds the point whose multiples these are, times `digit` − 8, which is −8 to 7.
  /// All eight are read, whichever is wanted.
  @inline(never)
  mutating func add(_ digit: Limb, of multiples: Span<P256Point>) {
    let isNegative = opaque(mask((digit >> 3) ^ 1))
    let size = ((digit &- 8) ^ isNegative) &- isNegative
    var multiple = P256Point.infinity
    for i in multiples.indices {
      let isWanted = opaque(zeroMask(size ^ Limb(truncatingIfNeeded: i &+ 1)))
      multiple.replace(with: multiples[i], where: isWanted)
    }
    multiple.y.negate(where: isNegative)
    add(multiple)
    wipe(&multiple)
  }
}

/// A scalar as 64 digits from −8 to 7, and one more above them that is 0 or 1.
struct SignedDigits: BitwiseCopyable {
  /// The digit above the others, plus 8.
  let highest: Limb
  private let shifted: Limbs256

  /// 8 is added to each digit of the scalar in base 16, and, where it is used, taken away.
  init(_ scalar: Limbs256) {
    let eights: UInt64 = 0x8888_8888_8888_8888
    let (sum, carry) = add(scalar, Limbs256(eights, eights, eights, eights))
    shifted = sum
    highest = carry &+ 8
  }

  /// The digit of weight 16 to the power of `index`, plus 8.
  subscript(_ index: Int) -> Limb { shifted.nibble(index) }
}

extension P256Point {
  /// Becomes `scalar` times itself, in a time that depends on neither.
  mutating func multiply(by scalar: Limbs256) {
    var digits = SignedDigits(scalar)
    var multiples = P256Multiples(repeating: self)
    var points = multiples.mutableSpan
    writeMultiples(into: &points)
    self = .infinity
    add(digits.highest, of: points.span)
    for i in (0..<64).reversed() {
      for _ in 0..<4 { double() }
      add(digits[i], of: points.span)
    }
    wipe(&multiples)
    wipe(&digits)
  }
}
