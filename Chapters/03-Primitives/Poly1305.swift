#if _pointerBitWidth(_64)
/// 130 bits and a few, the lowest limb first.
typealias Poly1305Sum = InlineArray<3, Limb>
typealias Poly1305Factors = InlineArray<4, Limb>
typealias Poly1305Pad = InlineArray<2, Limb>
#else
/// 130 bits and a few, the lowest limb first.
typealias Poly1305Sum = InlineArray<5, Limb>
typealias Poly1305Factors = InlineArray<8, Limb>
typealias Poly1305Pad = InlineArray<4, Limb>
#endif

/// The code of Poly1305 (RFC 8439, 2.5), over parts that are filled with zeros to whole
/// blocks of 16 bytes, as the AEAD wants them (RFC 8439, 2.8).
struct Poly1305: BitwiseCopyable {
  /// The polynomial so far: less than twice 2¹³⁰ − 5.
  private var sum = Poly1305Sum(repeating: 0)
  /// Zero, 5/4 of r's limbs but the lowest, and r.
  private var factors = Poly1305Factors(repeating: 0)
  private let pad: Poly1305Pad

  private static var limbs: Int { 16 / MemoryLayout<Limb>.size }

  /// 32 bytes, to be used once: r, and what is added in the end.
  init(key: Span<UInt32>) {
    pad = Poly1305Pad { key.bytes.limb(at: 16 &+ $0 &* MemoryLayout<Limb>.size) }
    for i in 0..<Self.limbs {
      var limb = key.bytes.limb(at: i &* MemoryLayout<Limb>.size)
      // RFC 8439, 2.5: the top four bits of each word, and all but the first word's
      // lowest two, are cleared.
      limb &=
        Limb(truncatingIfNeeded: 0x0FFF_FFFC_0FFF_FFFC as UInt64) | (i == 0 ? 3 : 0)
      factors[Self.limbs &+ i] = limb
      if i > 0 { factors[i] = limb &+ limb >> 2 }
    }
  }

  mutating func update(_ part: RawSpan) {
    var offset = 0
    while offset &+ 16 <= part.byteCount {
      add(part.extracting(offset..<offset &+ 16))
      offset &+= 16
    }
    guard offset < part.byteCount else { return }
    var last = InlineArray<16, UInt8>(repeating: 0)
    for i in offset..<part.byteCount {
      last[i &- offset] = part.unsafeLoad(fromByteOffset: i, as: UInt8.self)
    }
    add(last.span.bytes)
  }

  /// 16 bytes, and a one behind them.
  @inline(__always)
  private mutating func add(_ block: RawSpan) {
    var carry: Limb = 0
    for i in 0..<Self.limbs {
      let limb = block.limb(at: i &* MemoryLayout<Limb>.size)
      sum[i] = Primitives.add(sum[i], limb, &carry)
    }
    sum[Self.limbs] &+= carry &+ 1
    multiply()
  }

  /// sum × r modulo 2¹³⁰ − 5.
  @inline(__always)
  private mutating func multiply() {
    let old = sum
    var column: DoubleLimb = 0
    for i in 0..<Self.limbs {
      for j in 0...Self.limbs {
        column &+=
          DoubleLimb(truncatingIfNeeded: old[j])
          &* DoubleLimb(truncatingIfNeeded: factors[Self.limbs &- j &+ i])
      }
      sum[i] = Limb(truncatingIfNeeded: column)
      column >>= DoubleLimb(Limb.bitWidth)
    }
    let top = Limb(truncatingIfNeeded: column) &+ old[Self.limbs] &* factors[Self.limbs]
    sum[Self.limbs] = top & 3
    add(top >> 2 &+ (top & ~3))
  }

  @inline(__always)
  private mutating func add(_ small: Limb) {
    var carry: Limb = 0
    sum[0] = Primitives.add(sum[0], small, &carry)
    for i in 1...Self.limbs { sum[i] = Primitives.add(sum[i], 0, &carry) }
  }

  /// The 16 bytes of the tag.
  mutating func finish() -> InlineArray<16, UInt8> {
    var less = self
    less.add(5)
    // 2¹³⁰ is reached if and only if the sum was 2¹³⁰ − 5 or more.
    let isMore = mask(less.sum[Self.limbs] >> 2)
    var carry: Limb = 0
    for i in 0..<Self.limbs {
      let reduced = less.sum[i] & isMore | sum[i] & ~isMore
      sum[i] = Primitives.add(reduced, pad[i], &carry)
    }
    wipe(&less)
    return InlineArray { i in
      let limb = sum[i / MemoryLayout<Limb>.size]
      return UInt8(truncatingIfNeeded: limb >> Limb(8 &* (i % MemoryLayout<Limb>.size)))
    }
  }
}
