/// A number modulo p: a coordinate.
typealias P256Coordinate = Residue<P256Prime>

/// A point of P-256, (X : Y : Z), which is (X / Z, Y / Z) in the plane; Z = 0 is the point
/// at infinity, zero to this group.
struct P256Point: BitwiseCopyable {
  var x: P256Coordinate
  var y: P256Coordinate
  var z: P256Coordinate

  static var infinity: P256Point { P256Point(x: .zero, y: .one, z: .zero) }

  /// The base point G (SP 800-186, 3.2.1.3).
  static var base: P256Point {
    P256Point(
      x: P256Coordinate(
        Limbs256(
          0x6B17_D1F2_E12C_4247, 0xF8BC_E6E5_63A4_40F2,
          0x7703_7D81_2DEB_33A0, 0xF4A1_3945_D898_C296)),
      y: P256Coordinate(
        Limbs256(
          0x4FE3_42E2_FE1A_7F9B, 0x8EE7_EB4A_7C0F_9E16,
          0x2BCE_3357_6B31_5ECE, 0xCBB6_4068_37BF_51F5)),
      z: .one)
  }

  /// The b of y² = x³ − 3x + b, in Montgomery's form.
  static var b: P256Coordinate {
    P256Coordinate(
      montgomery: Limbs256(
        0xDC30_061D_0487_4834, 0xE5A2_20AB_F721_2ED6,
        0xACF0_05CD_7884_3090, 0xD89C_DF62_29C4_BDDF))
  }
}

extension P256Point {
  /// Complete (Renes, Costello, Batina 2016, algorithm 4): true for any two points, be they
  /// equal, opposite or at infinity.
  @inline(never)
  mutating func add(_ q: P256Point) {
    let xx = x * q.x
    let yy = y * q.y
    let zz = z * q.z
    self = P256Point(
      xx, yy, zz,
      Self.product(x, y, q.x, q.y, less: xx, yy),
      Self.product(y, z, q.y, q.z, less: yy, zz),
      Self.product(x, z, q.x, q.z, less: xx, zz))
  }

  /// The same for two equal points.
  @inline(never)
  mutating func double() {
    let xy = x * y
    let yz = y * z
    let xz = x * z
    self = P256Point(x * x, y * y, z * z, xy + xy, yz + yz, xz + xz)
  }

  /// a d + b c, being (a + b) (c + d) less a c and b d.
  @inline(never)
  private static func product(
    _ a: P256Coordinate, _ b: P256Coordinate, _ c: P256Coordinate, _ d: P256Coordinate,
    less ac: P256Coordinate, _ bd: P256Coordinate
  ) -> P256Coordinate {
    (a + b) * (c + d) - ac - bd
  }

  @inline(never)
  private static func sum(
    _ a: P256Coordinate, _ b: P256Coordinate, _ c: P256Coordinate, _ d: P256Coordinate
  ) -> P256Coordinate { a * b + c * d }

  @inline(never)
  private static func difference(
    _ a: P256Coordinate, _ b: P256Coordinate, _ c: P256Coordinate, _ d: P256Coordinate
  ) -> P256Coordinate { a * b - c * d }

  /// The sum of two points, from the products of their coordinates.
  @inline(never)
  private init(
    _ xx: P256Coordinate, _ yy: P256Coordinate, _ zz: P256Coordinate,
    _ xy: P256Coordinate, _ yz: P256Coordinate, _ xz: P256Coordinate
  ) {
    let k = (xx - zz).tripled
    let b = Self.b
    let m = (xz - b * zz).tripled
    let n = (b * xz - zz.tripled - xx).tripled
    let above = yy + m
    let below = yy - m
    x = Self.difference(xy, above, yz, n)
    y = Self.sum(above, below, k, n)
    z = Self.sum(yz, below, xy, k)
  }

  /// `p` where the mask is all ones, or else as it was.
  mutating func replace(with p: P256Point, where mask: Limb) {
    x.replace(with: p.x, where: mask)
    y.replace(with: p.y, where: mask)
    z.replace(with: p.z, where: mask)
  }

  /// X / Z and Y / Z as numbers; zeros for the point at infinity.
  @inline(never)
  func affine() -> (x: Limbs256, y: Limbs256) {
    let inverse = z.inverted()
    return ((x * inverse).number, (y * inverse).number)
  }
}

extension P256Point {
  /// Reads 0x04, X, Y (SEC 1, 2.3.4) of a point that anybody may have sent.
  init(uncompressed bytes: Span<UInt8>) throws(CryptoError) {
    guard bytes.count == 65 else { throw .wrongKeyLength(bytes.count) }
    let xNumber = Limbs256(bigEndian: bytes, from: 1)
    let yNumber = Limbs256(bigEndian: bytes, from: 33)
    self.init(x: P256Coordinate(xNumber), y: P256Coordinate(yNumber), z: .one)
    guard
      bytes[0] == 4, P256Prime.contains(xNumber), P256Prime.contains(yNumber),
      isOnCurve
    else { throw .invalidKey }
  }
}

extension P256Point {
  /// Whether y² = x³ − 3x + b; for Z = 1.
  private var isOnCurve: Bool {
    (x * x * x - x.tripled + Self.b - y * y).zeroMask != 0
  }
}

extension Residue {
  fileprivate var tripled: Residue {
    @inline(never) get { self + self + self }
  }
}
