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
    var (result, borrow) = subtract(a.limbs, b.limbs)
    // Twice, as below: a borrow from 2²⁵⁶ was 38 too many.
    let excess = 38 & mask(borrow)
    borrow = 0
    result[0] = subtract(result[0], excess, &borrow)
    for i in 1..<result.count { result[i] = subtract(result[i], 0, &borrow) }
    result[0] = result[0] &- 38 & mask(borrow)
    return Field25519(result)
  }

  @inline(never)
  static func * (a: Field25519, b: Field25519) -> Field25519 {
    let product = product(a.limbs, b.limbs)
    var low = Limbs256.zero
    var carry: Limb = 0
    for i in low.indices {
      (carry, low[i]) = multiplyAdd(product[i &+ low.count], 38, product[i], carry)
    }
    return Field25519(low, adding: carry)
  }

  /// For a small factor, such as a constant of the curve.
  static func * (a: Field25519, b: Limb) -> Field25519 {
    var low = Limbs256.zero
    var carry: Limb = 0
    for i in low.indices { (carry, low[i]) = multiplyAdd(a.limbs[i], b, 0, carry) }
    return Field25519(low, adding: carry)
  }

  /// low + carry · 2²⁵⁶, for a carry of less than 2²⁰.
  @inline(__always)
  private init(_ low: Limbs256, adding carry: Limb) {
    var result = low
    var again: Limb = 0
    result[0] = add(result[0], carry &* 38, &again)
    for i in 1..<result.count { result[i] = add(result[i], 0, &again) }
    // If that was carried out of the top once more, next to nothing is left below.
    result[0] = result[0] &+ 38 & mask(again)
    limbs = result
  }

  @inline(__always)
  func squared() -> Field25519 { self * self }

  /// Squared so many times.
  func squared(times count: Int) -> Field25519 {
    var result = self
    for _ in 0..<count { result = result.squared() }
    return result
  }
}

extension Field25519 {
  /// Exchanges two numbers if the mask is all ones, in the same time if it is zero.
  @inline(__always)
  static func swap(_ a: inout Field25519, _ b: inout Field25519, if mask: Limb) {
    for i in a.limbs.indices {
      let difference = mask & (a.limbs[i] ^ b.limbs[i])
      a.limbs[i] ^= difference
      b.limbs[i] ^= difference
    }
  }

  @inline(__always)
  static func select(_ mask: Limb, _ a: Field25519, _ b: Field25519) -> Field25519 {
    Field25519(Primitives.select(mask, a.limbs, b.limbs))
  }

  /// The one number of the class that is less than p.
  var number: Limbs256 {
    let top = limbs.count &- 1
    let lowBits = Limb.max >> 1
    var low = limbs
    low[top] &= lowBits
    // 2²⁵⁵ counts as 19; what comes out is less than 2²⁵⁵ + 19.
    let (folded, _) = add(low, .small(19 & mask(limbs[top] >> (Limb.bitWidth &- 1))))
    // It is p or more exactly if 19 more make 2²⁵⁵ or more, and then, without the 2²⁵⁵,
    // p has been taken away.
    let (raised, _) = add(folded, .small(19))
    var result = Primitives.select(
      mask(raised[top] >> (Limb.bitWidth &- 1)), raised, folded)
    result[top] &= lowBits
    return result
  }
}

extension Limbs256 {
  @inline(__always)
  fileprivate static func small(_ limb: Limb) -> Limbs256 {
    var number = Limbs256.zero
    number[0] = limb
    return number
  }
}
