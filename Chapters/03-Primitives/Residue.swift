/// An odd number between 2²⁵⁵ and 2²⁵⁶, or one a little smaller, that we calculate modulo.
protocol Modulus {
  static var value: Limbs256 { get }
  /// 2⁵¹² modulo `value`.
  static var squareOfR: Limbs256 { get }
  /// −1 / value modulo 2ʷ.
  static var negativeInverse: Limb { get }

  /// t / 2²⁵⁶ modulo `value`, for t < 2²⁵⁶ · value; what is left in t means nothing.
  static func reduce(_ t: inout Limbs512) -> Limbs256
}

extension Modulus {
  @inline(__always)
  static func reduce(_ t: inout Limbs512) -> Limbs256 {
    var carried: Limb = 0
    for i in value.indices {
      let factor = t[i] &* negativeInverse
      var carry: Limb = 0
      for j in value.indices {
        (carry, t[i &+ j]) = multiplyAdd(factor, value[j], t[i &+ j], carry)
      }
      t[i &+ value.count] = add(t[i &+ value.count], carry, &carried)
    }
    return corrected(t, carried)
  }

  /// The upper half of t, with a carry before it, less `value` if that is not negative.
  @inline(__always)
  static func corrected(_ t: Limbs512, _ carried: Limb) -> Limbs256 {
    corrected(Limbs256(each: { t[$0 &+ value.count] }), carried)
  }

  @inline(__always)
  static func corrected(_ number: Limbs256, _ carried: Limb) -> Limbs256 {
    let (less, borrow) = subtract(number, value)
    return select(mask(borrow & ~carried), number, less)
  }
}

/// A number modulo M, multiplied by R = 2²⁵⁶ (Montgomery 1985), and less than M.
struct Residue<M: Modulus>: BitwiseCopyable {
  var limbs: Limbs256

  @inline(__always)
  init(montgomery limbs: Limbs256) { self.limbs = limbs }

  /// Any number of 256 bits, modulo M.
  init(_ number: Limbs256) {
    var t = product(number, M.squareOfR)
    limbs = M.reduce(&t)
  }

  /// A number of 512 bits, the lowest limb first, modulo M.
  init(_ wide: Limbs512) {
    let low = Limbs256(each: { wide[$0] })
    let high = Limbs256(each: { wide[$0 &+ M.value.count] })
    self = Residue(low) + Residue(high) * Residue(montgomery: M.squareOfR)
  }

  static var zero: Residue { Residue(montgomery: .zero) }
  static var one: Residue { Residue(.one) }

  /// The number itself, less than M.
  var number: Limbs256 {
    var wide = Limbs512(repeating: 0)
    for i in limbs.indices { wide[i] = limbs[i] }
    return M.reduce(&wide)
  }

  @inline(never)
  static func * (a: Residue, b: Residue) -> Residue {
    var t = product(a.limbs, b.limbs)
    return Residue(montgomery: M.reduce(&t))
  }

  @inline(never)
  static func + (a: Residue, b: Residue) -> Residue {
    let (sum, carry) = add(a.limbs, b.limbs)
    return Residue(montgomery: M.corrected(sum, carry))
  }

  @inline(never)
  static func - (a: Residue, b: Residue) -> Residue {
    let (difference, borrow) = subtract(a.limbs, b.limbs)
    return Residue(
      montgomery: add(difference, select(mask(borrow), M.value, .zero)).sum)
  }

  /// Becomes its opposite where the mask is all ones.
  mutating func negate(where mask: Limb) {
    replace(with: .zero - self, where: mask)
  }

  /// `other` where the mask is all ones, or else as it was.
  @inline(__always)
  mutating func replace(with other: Residue, where mask: Limb) {
    limbs = select(mask, other.limbs, limbs)
  }

  var zeroMask: Limb { limbs.zeroMask }

  /// 1 / self, for self ≠ 0 and a prime M, by Fermat: the exponent is M − 2.
  func inverted() -> Residue {
    let exponent = subtract(M.value, Limbs256(0, 0, 0, 2)).difference
    var powers = InlineArray<16, Residue>(repeating: .one)
    for i in 1..<16 { powers[i] = powers[i &- 1] * self }
    var result = Residue.one
    for i in (0..<64).reversed() {
      for _ in 0..<4 { result = result * result }
      result = result * powers[Int(exponent.nibble(i))]
    }
    return result
  }
}

extension Modulus {
  static func contains(_ number: Limbs256) -> Bool {
    subtract(number, value).borrow != 0
  }

  /// Whether 0 < number < value; which of the two failed does not show.
  static func isNonzeroResidue(_ number: Limbs256) -> Bool {
    subtract(number, value).borrow & ~number.zeroMask != 0
  }
}
