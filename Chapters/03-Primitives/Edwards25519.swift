/// A point of −x² + y² = 1 + d x² y² (RFC 8032, 5.1): x = X / Z and y = Y / Z.
/// E and H are two factors of their product: x y = E H / Z.
struct Edwards25519: BitwiseCopyable {
  private(set) var x: Field25519
  private(set) var y: Field25519
  private(set) var z: Field25519
  private var e: Field25519
  private var h: Field25519

  init(x: Field25519, y: Field25519) {
    self.x = x
    self.y = y
    z = .one
    e = x
    h = y
  }

  /// (0, 1), which added to a point leaves it what it was.
  static var neutral: Edwards25519 { Edwards25519(x: .zero, y: .one) }

  /// The d of the curve, −121665 / 121666.
  static var d: Field25519 {
    Field25519(
      Limbs256(
        0x5203_6CEE_2B6F_FE73, 0x8CC7_4079_7779_E898,
        0x0070_0A4D_4141_D8AB, 0x75EB_4DCA_1359_78A3))
  }
}

extension Edwards25519 {
  /// Becomes twice the point (RFC 8032, 5.1.4).
  @inline(never)
  mutating func double() {
    e = (x + y).squared()
    x = x.squared()
    y = y.squared()
    z = z.squared()
    h = x + y
    e = h - e
    let g = x - y
    finish(f: z + z + g, g: g)
  }

  /// Adds a point whose Z is 1, or any other if `product` is the product of both Z:
  /// true for any two points, equal ones too (RFC 8032, 5.1.4).
  @inline(never)
  mutating func add(_ other: EdwardsAddend25519, z product: Field25519) {
    let c = e * h * other.product
    e = (y - x) * other.difference
    h = (y + x) * other.sum
    let b = h
    h = b + e
    e = b - e
    let d = product + product
    finish(f: d - c, g: d + c)
  }

  private mutating func finish(f: Field25519, g: Field25519) {
    x = e * f
    y = g * h
    z = f * g
  }
}

/// A point in the form in which it is added to another: Y + X, Y − X, and 2 d X Y / Z.
struct EdwardsAddend25519: BitwiseCopyable {
  var sum: Field25519
  var difference: Field25519
  var product: Field25519

  static var neutral: EdwardsAddend25519 {
    EdwardsAddend25519(sum: .one, difference: .one, product: .zero)
  }

  /// Becomes its opposite, (−x, y), where the mask is all ones.
  mutating func negate(where mask: Limb) {
    Field25519.swap(&sum, &difference, where: mask)
    product.replace(with: .zero - product, where: mask)
  }
}

extension Edwards25519 {
  var addend: EdwardsAddend25519 {
    let half = e * h * Self.d
    return EdwardsAddend25519(sum: y + x, difference: y - x, product: half + half)
  }
}
