/// A point of −x² + y² = 1 + d x² y² (RFC 8032, 5.1): x = X / Z and y = Y / Z.
/// E and H are two factors of their product: x y = E H / Z.
struct Edwards25519: BitwiseCopyable {
  private(set) var x: Field25519
  private(set) var y: Field25519
  private(set) var z: Field25519
  private var e: Field25519
  private var h: Field25519

  /// (0, 1), which added to a point leaves it what it was.
  static var neutral: Edwards25519 {
    Edwards25519(x: .zero, y: .one, z: .one, e: .zero, h: .one)
  }

  private init(
    x: Field25519, y: Field25519, z: Field25519, e: Field25519, h: Field25519
  ) {
    self.x = x
    self.y = y
    self.z = z
    self.e = e
    self.h = h
  }

  init(x: Field25519, y: Field25519) {
    self.init(x: x, y: y, z: .one, e: x, h: y)
  }

  /// What all the formulas end with.
  private init(e: Field25519, f: Field25519, g: Field25519, h: Field25519) {
    self.init(x: e * f, y: g * h, z: f * g, e: e, h: h)
  }
}

extension Edwards25519 {
  /// The d of the curve, −121665 / 121666.
  static var d: Field25519 {
    Field25519(
      Limbs256(
        0x5203_6CEE_2B6F_FE73, 0x8CC7_4079_7779_E898,
        0x0070_0A4D_4141_D8AB, 0x75EB_4DCA_1359_78A3))
  }

  /// Twice the point (RFC 8032, 5.1.4).
  func doubled() -> Edwards25519 {
    let a = x.squared()
    let b = y.squared()
    let c = z.squared()
    let h = a + b
    let g = a - b
    return Edwards25519(e: h - (x + y).squared(), f: c + c + g, g: g, h: h)
  }

  /// The sum with a point whose Z is 1.
  static func + (p: Edwards25519, q: EdwardsAddend25519) -> Edwards25519 {
    sum(p, q, p.z + p.z)
  }

  /// The sum with a point whose Z is `z`; true for any two points, equal ones too.
  static func + (
    p: Edwards25519, q: (addend: EdwardsAddend25519, z: Field25519)
  ) -> Edwards25519 {
    let product = p.z * q.z
    return sum(p, q.addend, product + product)
  }

  private static func sum(
    _ p: Edwards25519, _ q: EdwardsAddend25519, _ d: Field25519
  ) -> Edwards25519 {
    let a = (p.y - p.x) * q.difference
    let b = (p.y + p.x) * q.sum
    let c = p.e * p.h * q.product
    return Edwards25519(e: b - a, f: d - c, g: d + c, h: b + a)
  }

  /// What the sum with this point needs of it.
  var addend: (addend: EdwardsAddend25519, z: Field25519) {
    let product = e * h * Self.d
    return (
      EdwardsAddend25519(sum: y + x, difference: y - x, product: product + product), z
    )
  }
}

/// A point in the form in which it is added to another: Y + X, Y − X, and 2 d X Y / Z.
struct EdwardsAddend25519: BitwiseCopyable {
  var sum: Field25519
  var difference: Field25519
  var product: Field25519

  /// Becomes its opposite, (−x, y), where the mask is all ones.
  mutating func negate(where mask: Limb) {
    Field25519.swap(&sum, &difference, where: mask)
    product.replace(with: .zero - product, where: mask)
  }
}
