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
  static func + (p: P256Point, q: P256Point) -> P256Point {
    let xx = p.x * q.x
    let yy = p.y * q.y
    let zz = p.z * q.z
    let xy = (p.x + p.y) * (q.x + q.y) - xx - yy
    let yz = (p.y + p.z) * (q.y + q.z) - yy - zz
    let xz = (p.x + p.z) * (q.x + q.z) - xx - zz
    let (k, m, n) = parts(xx, zz, xz)
    let (above, below) = (yy + m, yy - m)
    return P256Point(
      x: xy * above - yz * n, y: above * below + k * n, z: yz * below + xy * k)
  }

  /// The same for two equal points (algorithm 6).
  func doubled() -> P256Point {
    let yy = y * y
    let xy = (x * y).doubled
    let yz = (y * z).doubled
    let (k, m, n) = Self.parts(x * x, z * z, (x * z).doubled)
    let (above, below) = (yy + m, yy - m)
    return P256Point(
      x: xy * above - yz * n, y: above * below + k * n, z: (yz * yy).doubled.doubled)
  }

  /// What both formulas share: 3 (xx − zz), 3 (xz − b zz) and 3 (b xz − 3 zz − xx).
  private static func parts(
    _ xx: P256Coordinate, _ zz: P256Coordinate, _ xz: P256Coordinate
  ) -> (P256Coordinate, P256Coordinate, P256Coordinate) {
    (
      (xx - zz).tripled, (xz - b * zz).tripled, (b * xz - zz.tripled - xx).tripled
    )
  }

  @inline(__always)
  static func select(_ mask: Limb, _ p: P256Point, _ q: P256Point) -> P256Point {
    P256Point(
      x: .select(mask, p.x, q.x), y: .select(mask, p.y, q.y), z: .select(mask, p.z, q.z))
  }

  /// X / Z and Y / Z as numbers; zeros for the point at infinity.
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
    let x = P256Coordinate(xNumber)
    let y = P256Coordinate(yNumber)
    guard
      bytes[0] == 4, P256Prime.contains(xNumber), P256Prime.contains(yNumber),
      (y * y - (x * x * x - x.tripled + Self.b)).zeroMask != 0
    else { throw .invalidKey }
    self.init(x: x, y: y, z: .one)
  }
}

extension Residue {
  @inline(__always)
  var doubled: Residue { self + self }
  @inline(__always)
  var tripled: Residue { self + self + self }
}
