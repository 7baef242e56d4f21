extension Limbs256 {
  static var zero: Limbs256 { Limbs256(repeating: 0) }

  /// The number one.
  static var one: Limbs256 { Limbs256(0, 0, 0, 1) }

  /// A number as standards print it, in four groups of 64 bits, the highest first.
  @inline(__always)
  init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
    #if _pointerBitWidth(_64)
    self = [UInt(d), UInt(c), UInt(b), UInt(a)]
    #else
    self = [
      UInt(truncatingIfNeeded: d), UInt(truncatingIfNeeded: d >> 32),
      UInt(truncatingIfNeeded: c), UInt(truncatingIfNeeded: c >> 32),
      UInt(truncatingIfNeeded: b), UInt(truncatingIfNeeded: b >> 32),
      UInt(truncatingIfNeeded: a), UInt(truncatingIfNeeded: a >> 32),
    ]
    #endif
  }

  /// Limbs that are made one after the other, the lowest first, and without a loop.
  @inline(__always)
  init(each limb: (Int) -> Limb) {
    #if _pointerBitWidth(_64)
    self = [limb(0), limb(1), limb(2), limb(3)]
    #else
    self = [
      limb(0), limb(1), limb(2), limb(3), limb(4), limb(5), limb(6), limb(7),
    ]
    #endif
  }

  /// Reads 32 bytes that begin at `start`, the lowest first; what lies past the end is zero.
  init(littleEndian bytes: Span<UInt8>, from start: Int = 0) {
    self = .zero
    for i in 0..<min(32, bytes.count &- start) {
      self.place(bytes[start &+ i], at: i)
    }
  }

  /// Reads 32 bytes that begin at `start`, the highest first; fewer are no number, but zero.
  init(bigEndian bytes: Span<UInt8>, from start: Int = 0) {
    self = .zero
    guard bytes.count &- start >= 32 else { return }
    for i in 0..<32 { self.place(bytes[start &+ i], at: 31 &- i) }
  }

  private mutating func place(_ byte: UInt8, at index: Int) {
    let (limb, byteInLimb) = index.quotientAndRemainder(dividingBy: Limb.bitWidth / 8)
    self[limb] |= Limb(byte) << (8 &* byteInLimb)
  }

  /// The byte of weight 256 to the power of `index`, which is less than 32.
  func byte(_ index: Int) -> UInt8 {
    let (limb, byteInLimb) = index.quotientAndRemainder(dividingBy: Limb.bitWidth / 8)
    return UInt8(truncatingIfNeeded: self[limb] >> (8 &* byteInLimb))
  }

  /// The four bits of weight 16 to the power of `index`, which is less than 64.
  func nibble(_ index: Int) -> Limb {
    Limb(byte(index >> 1) >> (4 &* UInt8(truncatingIfNeeded: index & 1)) & 15)
  }

  /// All ones if the number is zero, or else zero.
  var zeroMask: Limb {
    var bits: Limb = 0
    for i in indices { bits |= self[i] }
    return Primitives.zeroMask(bits)
  }
}

/// a + b, and what was carried out of it.
@inline(__always)
func add(_ a: Limbs256, _ b: Limbs256) -> (sum: Limbs256, carry: Limb) {
  var carry: Limb = 0
  let sum = Limbs256(each: { add(a[$0], b[$0], &carry) })
  return (sum, carry)
}

/// a − b, and 1 if that is negative and 2²⁵⁶ was added to it.
@inline(__always)
func subtract(_ a: Limbs256, _ b: Limbs256) -> (difference: Limbs256, borrow: Limb) {
  var borrow: Limb = 0
  let difference = Limbs256(each: { subtract(a[$0], b[$0], &borrow) })
  return (difference, borrow)
}

/// `a` where the mask is all ones, `b` where it is zero.
@inline(__always)
func select(_ mask: Limb, _ a: Limbs256, _ b: Limbs256) -> Limbs256 {
  Limbs256(each: { b[$0] ^ mask & (a[$0] ^ b[$0]) })
}

/// a × b, in full. Written out, because a loop would go through memory for each step.
#if _pointerBitWidth(_64)
@inline(__always)
func product(_ a: Limbs256, _ b: Limbs256) -> Limbs512 {
  var product = Limbs512(repeating: 0)
  addRow(a[0], b, at: 0, to: &product)
  addRow(a[1], b, at: 1, to: &product)
  addRow(a[2], b, at: 2, to: &product)
  addRow(a[3], b, at: 3, to: &product)
  return product
}
#else
@inline(never)
func product(_ a: Limbs256, _ b: Limbs256) -> Limbs512 {
  var product = Limbs512(repeating: 0)
  addRow(a[0], b, at: 0, to: &product)
  addRow(a[1], b, at: 1, to: &product)
  addRow(a[2], b, at: 2, to: &product)
  addRow(a[3], b, at: 3, to: &product)
  addRow(a[4], b, at: 4, to: &product)
  addRow(a[5], b, at: 5, to: &product)
  addRow(a[6], b, at: 6, to: &product)
  addRow(a[7], b, at: 7, to: &product)
  return product
}
#endif

/// Adds a × b × 2ʷⁱ; the limb that takes the last carry has been zero until then.
@inline(__always)
private func addRow(_ a: Limb, _ b: Limbs256, at i: Int, to product: inout Limbs512) {
  var carry: Limb = 0
  (carry, product[i]) = multiplyAdd(a, b[0], product[i], carry)
  (carry, product[i &+ 1]) = multiplyAdd(a, b[1], product[i &+ 1], carry)
  (carry, product[i &+ 2]) = multiplyAdd(a, b[2], product[i &+ 2], carry)
  (carry, product[i &+ 3]) = multiplyAdd(a, b[3], product[i &+ 3], carry)
  #if _pointerBitWidth(_32)
  (carry, product[i &+ 4]) = multiplyAdd(a, b[4], product[i &+ 4], carry)
  (carry, product[i &+ 5]) = multiplyAdd(a, b[5], product[i &+ 5], carry)
  (carry, product[i &+ 6]) = multiplyAdd(a, b[6], product[i &+ 6], carry)
  (carry, product[i &+ 7]) = multiplyAdd(a, b[7], product[i &+ 7], carry)
  #endif
  product[i &+ b.count] = carry
}
