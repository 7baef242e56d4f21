/// An integer modulo p = 2²⁵⁵ − 19 (RFC 7748, 4.1), kept as any number of 256 bits that
/// leaves its remainder.
struct Field25519: BitwiseCopyable {
  private var limbs: Limbs256

  @inline(__always)
  init(_ limbs: Limbs256) { self.limbs = limbs }

  static var zero: Field25519 { Field25519(.zero) }
  static var one: Field25519 { Field25519(.one) }
}

extension Field25519 {
  static func + (a: Field25519, b: Field25519) -> Field25519 {
    let (sum, carry) = add(a.limbs, b.limbs)
    return Field25519(sum, adding: carry)
  }

  static func - (a: Field25519, b: Field25519) -> Field25519 {
    let (difference, borrow) = subtract(a.limbs, b.limbs)
    // 2²⁵⁶ was added, which is 38 too many; to take them away may borrow once more.
    let (result, again) = subtract(difference, .small(38 &* borrow))
    return Field25519(subtract(result, .small(38 &* again)).difference)
  }

  @inline(never)
  static func * (a: Field25519, b: Field25519) -> Field25519 {
    let product = product(a.limbs, b.limbs)
    var carry: Limb = 0
    let sum = Limbs256(each: {
      let high = product[$0 &+ Limbs256.count]
      let (next, low) = multiplyAdd(high, 38, product[$0], carry)
      carry = next
      return low
    })
    return Field25519(sum, adding: carry)
  }

  /// For a small factor, such as a constant of the curve.
  static func * (a: Field25519, b: Limb) -> Field25519 {
    var carry: Limb = 0
    let product = Limbs256(each: {
      let (next, low) = multiplyAdd(a.limbs[$0], b, 0, carry)
      carry = next
      return low
    })
    return Field25519(product, adding: carry)
  }

  /// low + carry · 2²⁵⁶, for a carry of less than 2²⁰.
  @inline(__always)
  private init(_ low: Limbs256, adding carry: Limb) {
    let (sum, again) = add(low, .small(38 &* carry))
    // If 2²⁵⁶ was reached once more, next to nothing is left below it.
    limbs = sum
    limbs[0] = limbs[0] &+ 38 &* again
  }

  @inline(__always)
  func squared() -> Field25519 { self * self }

  /// Squared so many times.
  @inline(never)
  func squared(times count: Int) -> Field25519 {
    var result = self
    for _ in 0..<count { result = result.squared() }
    return result
  }
}

extension Field25519 {
  /// Exchanges two numbers if the mask is all ones, in the same time if it is zero.
  @inline(__always)
  static func swap(_ a: inout Field25519, _ b: inout Field25519, where mask: Limb) {
    let first = a.limbs
    a.limbs = select(mask, b.limbs, first)
    b.limbs = select(mask, first, b.limbs)
  }

  /// `other` where the mask is all ones, or else as it was.
  @inline(__always)
  mutating func replace(with other: Field25519, where mask: Limb) {
    limbs = select(mask, other.limbs, limbs)
  }

  /// The one number of the class that is less than p.
  var number: Limbs256 {
    let top = limbs.count &- 1
    let lowBits = Limb.max >> 1
    var low = limbs
    low[top] &= lowBits
    // 2²⁵⁵ counts as 19; what comes out is less than 2²⁵⁵ + 19.
    let (folded, _) = add(low, .small(19 &* (limbs[top] >> (Limb.bitWidth &- 1))))
    // It is p or more exactly if 19 more make 2²⁵⁵ or more, and then, without the 2²⁵⁵,
    // p has been taken away.
    let (raised, _) = add(folded, .small(19))
    var result = select(mask(raised[top] >> (Limb.bitWidth &- 1)), raised, folded)
    result[top] &= lowBits
    return result
  }

  /// All ones for zero, or else zero.
  var zeroMask: Limb { number.zeroMask }
}

extension Limbs256 {
  @inline(__always)
  fileprivate static func small(_ limb: Limb) -> Limbs256 {
    var number = Limbs256.zero
    number[0] = limb
    return number
  }
}
