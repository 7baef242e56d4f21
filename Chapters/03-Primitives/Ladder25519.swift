/// Two points of the curve whose difference is always the same third one (RFC 7748, 5).
/// Each is a fraction X / Z, its u; there is no v, and Z = 0 is the point at infinity.
struct Ladder25519: BitwiseCopyable {
  private let u: Field25519
  private var x2 = Field25519.one
  private var z2 = Field25519.zero
  private var x3: Field25519
  private var z3 = Field25519.one

  /// Nothing and the point itself.
  init(_ u: Field25519) {
    self.u = u
    x3 = u
  }
}

extension Ladder25519 {
  /// The u of `scalar` times the point whose u is given; a scalar of 255 bits at most.
  static func multiply(_ u: Field25519, by scalar: Limbs256) -> Field25519 {
    var ladder = Ladder25519(u)
    var before: Limb = 0
    for i in (0..<255).reversed() {
      let bit = scalar.binaryDigit(i)
      ladder.swap(where: opaque(mask(bit ^ before)))
      ladder.step()
      before = bit
    }
    ladder.swap(where: opaque(mask(before)))
    defer { wipe(&ladder) }
    return ladder.x2 * ladder.z2.inverted()
  }

  private mutating func swap(where mask: Limb) {
    Field25519.swap(&x2, &x3, where: mask)
    Field25519.swap(&z2, &z3, where: mask)
  }

  /// The first point doubled, and the sum of both.
  private mutating func step() {
    let sum2 = x2 + z2
    let difference2 = x2 - z2
    let crossed = (x3 - z3) * sum2
    let straight = (x3 + z3) * difference2
    x3 = (crossed + straight).squared()
    z3 = u * (crossed - straight).squared()

    let square = sum2.squared()
    let other = difference2.squared()
    let difference = square - other
    x2 = square * other
    // 121665 is (A − 2) / 4, for the A of the curve v² = u³ + A u² + u.
    z2 = difference * (square + difference * 121_665)
  }
}

extension Limbs256 {
  /// 0 or 1: the digit of weight 2 to the power of `index`, which is less than 256.
  @inline(__always)
  fileprivate func binaryDigit(_ index: Int) -> Limb {
    self[index / Limb.bitWidth] >> (index % Limb.bitWidth) & 1
  }
}
