/// 32 bits in each lane of 64, so that a product fits.
#if _pointerBitWidth(_64)
private typealias GHASHLane = SIMD2<UInt64>

extension SIMD2<UInt64> {
  fileprivate static func of(_ first: UInt64, _ last: UInt64) -> Self {
    SIMD2(first, last)
  }
  fileprivate var sum: UInt64 { self[0] ^ self[1] }
}
#else
private typealias GHASHLane = UInt64

extension UInt64 {
  fileprivate static func of(_: UInt64, _ last: UInt64) -> UInt64 { last }
  fileprivate var sum: UInt64 { self }
}
#endif

/// Two elements on a laptop, on a microcontroller only the last; 32 bits each, from x⁰
/// on.
struct GHASHLanes: BitwiseCopyable {
  static var count: Int { MemoryLayout<GHASHLane>.size / 8 }

  private var a = GHASHLane()
  private var b = GHASHLane()
  private var c = GHASHLane()
  private var d = GHASHLane()

  init() {}

  init(_ first: GHASHElement, _ last: GHASHElement) {
    a = GHASHLane.of(first.high &>> 32, last.high &>> 32)
    b = GHASHLane.of(first.high & 0xFFFF_FFFF, last.high & 0xFFFF_FFFF)
    c = GHASHLane.of(first.low &>> 32, last.low &>> 32)
    d = GHASHLane.of(first.low & 0xFFFF_FFFF, last.low & 0xFFFF_FFFF)
  }

  /// The sum of the products of each lane with the other's, one of them divided by x.
  func times(_ other: GHASHLanes) -> GHASHElement {
    let high = multiply(a, b, other.a, other.b)
    let low = multiply(c, d, other.c, other.d)
    let both = multiply(a ^ c, b ^ d, other.a ^ other.c, other.b ^ other.d)
    let middle = (
      high: high.high ^ low.high ^ both.high, low: high.low ^ low.low ^ both.low
    )
    return reduce(
      high.high.sum, (high.low ^ middle.high).sum, (middle.low ^ low.high).sum,
      low.low.sum)
  }
}

/// 64 bits by 64, by Karatsuba and Ofman's three products in place of four.
@inline(__always)
private func multiply(
  _ a: GHASHLane, _ b: GHASHLane, _ c: GHASHLane, _ d: GHASHLane
) -> (high: GHASHLane, low: GHASHLane) {
  let high = multiply(a, c)
  let low = multiply(b, d)
  let middle = multiply(a ^ b, c ^ d) ^ high ^ low
  return (high ^ middle &>> 32, low ^ middle &<< 32)
}

/// 32 bits by 32 without carries. Each factor is taken apart into four, with three
/// holes after each bit. At most eight ones meet in one place of a product, so their
/// sum fits into the holes, and its lowest bit is the one that we want (Pornin,
/// BearSSL).
@inline(__always)
private func multiply(_ x: GHASHLane, _ y: GHASHLane) -> GHASHLane {
  let (x0, x1) = (x & 0x1111_1111, x & 0x2222_2222)
  let (x2, x3) = (x & 0x4444_4444, x & 0x8888_8888)
  let (y0, y1) = (y & 0x1111_1111, y & 0x2222_2222)
  let (y2, y3) = (y & 0x4444_4444, y & 0x8888_8888)
  let z0 = x0 &* y0 ^ x1 &* y3 ^ x2 &* y2 ^ x3 &* y1
  let z1 = x0 &* y1 ^ x1 &* y0 ^ x2 &* y3 ^ x3 &* y2
  let z2 = x0 &* y2 ^ x1 &* y1 ^ x2 &* y0 ^ x3 &* y3
  let z3 = x0 &* y3 ^ x1 &* y2 ^ x2 &* y1 ^ x3 &* y0
  return z0 & 0x1111_1111_1111_1111 | z1 & 0x2222_2222_2222_2222
    | z2 & 0x4444_4444_4444_4444 | z3 & 0x8888_8888_8888_8888
}

/// From 256 bits to 128: x¹²⁸ = x⁷ + x² + x + 1, first for the highest powers.
private func reduce(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> GHASHElement
{
  let c = c ^ d &<< 63 ^ d &<< 62 ^ d &<< 57
  var element = GHASHElement()
  element.high = a ^ c ^ c &>> 1 ^ c &>> 2 ^ c &>> 7
  element.low = b ^ d ^ d &>> 1 ^ d &>> 2 ^ d &>> 7 ^ c &<< 63 ^ c &<< 62 ^ c &<< 57
  return element
}
