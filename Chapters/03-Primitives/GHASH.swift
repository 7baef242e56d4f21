/// An element of GF(2¹²⁸) as GCM writes it: x⁰ is the highest bit, x¹²⁷ the lowest.
struct GHASHElement: BitwiseCopyable {
  var high: UInt64 = 0
  var low: UInt64 = 0

  init() {}

  init(_ block: AESBlock) {
    high = UInt64(block[0].byteSwapped) &<< 32 | UInt64(block[1].byteSwapped)
    low = UInt64(block[2].byteSwapped) &<< 32 | UInt64(block[3].byteSwapped)
  }

  var block: AESBlock {
    AESBlock(
      UInt32(truncatingIfNeeded: high &>> 32).byteSwapped,
      UInt32(truncatingIfNeeded: high).byteSwapped,
      UInt32(truncatingIfNeeded: low &>> 32).byteSwapped,
      UInt32(truncatingIfNeeded: low).byteSwapped)
  }

  static func ^ (a: GHASHElement, b: GHASHElement) -> GHASHElement {
    var sum = a
    sum.high ^= b.high
    sum.low ^= b.low
    return sum
  }

  /// Divided by x: what falls out at the top is 1 = x (x¹²⁷ + x⁶ + x + 1).
  var dividedByX: GHASHElement {
    let mask = 0 &- high &>> 63
    var quotient = GHASHElement()
    quotient.high = high &<< 1 ^ low &>> 63 ^ mask & 0xC200_0000_0000_0000
    quotient.low = low &<< 1 ^ mask & 1
    return quotient
  }
}

/// GHASH (SP 800-38D, 6.4): the polynomial whose coefficients are the blocks, at H.
struct GHASHKey: BitwiseCopyable {
  /// H² / x for the first of two blocks and H / x for the last.
  private var powers = GHASHLanes()

  init() {}

  init(_ h: AESBlock) {
    var h = GHASHElement(h)
    powers = GHASHLanes(h.dividedByX, h.dividedByX)
    var square = powers.times(GHASHLanes(GHASHElement(), h))
    powers = GHASHLanes(square.dividedByX, h.dividedByX)
    wipe(&h)
    wipe(&square)
  }

  /// Takes `bytes` into the sum, zeros added to the last block.
  func add(_ bytes: Span<UInt8>, to sum: inout GHASHElement) {
    var i = 0
    while GHASHLanes.count == 2 && bytes.count &- i >= 32 {
      let first = GHASHElement(bytes.block(at: i))
      let last = GHASHElement(bytes.block(at: i &+ 16))
      sum = powers.times(GHASHLanes(sum ^ first, last))
      i &+= 32
    }
    while i < bytes.count {
      add(bytes.block(at: i), to: &sum)
      i &+= 16
    }
  }

  func add(_ block: AESBlock, to sum: inout GHASHElement) {
    sum = powers.times(GHASHLanes(GHASHElement(), sum ^ GHASHElement(block)))
  }
}
