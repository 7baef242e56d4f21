/// A point times 1 to 8, looked up without a trace of which was wanted.
struct P256Multiples: BitwiseCopyable {
  private var points = InlineArray<8, P256Point>(repeating: .infinity)

  init(of point: P256Point) {
    points[0] = point
    for i in 1..<8 {
      points[i] =
        i & 1 == 1 ? points[i >> 1].doubled() : points[i &- 1] + point
    }
  }

  /// The point times `digit` − 8, which is −8 to 7.
  /// All eight points are read, whichever is wanted.
  subscript(_ digit: Limb) -> P256Point {
    let isNegative = mask((digit >> 3) ^ 1)
    let size = ((digit &- 8) ^ isNegative) &- isNegative
    var result = P256Point.infinity
    for i in points.indices {
      let isWanted = zeroMask(size ^ Limb(truncatingIfNeeded: i &+ 1))
      result = .select(isWanted, points[i], result)
    }
    result.y = .select(isNegative, .zero - result.y, result.y)
    return result
  }
}

/// A scalar as 64 digits from −8 to 7, and one more above them that is 0 or 1.
struct SignedDigits: BitwiseCopyable {
  let highest: Limb
  private let shifted: Limbs256

  /// 8 is added to each digit of the scalar in base 16, and, where it is used, taken away.
  init(_ scalar: Limbs256) {
    let eights: UInt64 = 0x8888_8888_8888_8888
    (shifted, highest) = add(scalar, Limbs256(eights, eights, eights, eights))
  }

  /// The digit of weight 16 to the power of `index`, plus 8.
  subscript(_ index: Int) -> Limb { shifted.nibble(index) }
}

extension P256Point {
  /// `scalar` times this point, in a time that depends on neither.
  func multiplied(by scalar: Limbs256) -> P256Point {
    var digits = SignedDigits(scalar)
    var multiples = P256Multiples(of: self)
    var result = P256Point.select(mask(digits.highest), self, .infinity)
    for i in (0..<64).reversed() {
      for _ in 0..<4 { result = result.doubled() }
      result = result + multiples[digits[i]]
    }
    wipe(&digits)
    wipe(&multiples)
    return result
  }

  /// `a` times the base point plus `b` times `point`. The doublings are done for both at
  /// once (Shamir's trick). No part of a verification is secret.
  static func sum(
    _ a: Limbs256, timesBasePlus b: Limbs256, times point: P256Point
  ) -> P256Point {
    let first = SignedDigits(a)
    let second = SignedDigits(b)
    let bases = P256Multiples(of: .base)
    let points = P256Multiples(of: point)
    var result = P256Point.infinity
    if first.highest != 0 { result = .base }
    if second.highest != 0 { result = result + point }
    for i in (0..<64).reversed() {
      for _ in 0..<4 { result = result.doubled() }
      result = result + bases[first[i]]
      result = result + points[second[i]]
    }
    return result
  }
}
