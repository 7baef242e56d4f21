/// A digit of a large number: 64 bits on a laptop, 32 on a Cortex-M.
typealias Limb = UInt

#if _pointerBitWidth(_64)
typealias DoubleLimb = UInt128
/// 256 bits, the lowest limb first.
typealias Limbs256 = InlineArray<4, Limb>
typealias Limbs512 = InlineArray<8, Limb>
#else
typealias DoubleLimb = UInt64
/// 256 bits, the lowest limb first.
typealias Limbs256 = InlineArray<8, Limb>
typealias Limbs512 = InlineArray<16, Limb>
#endif

/// a × b + c + d, which two limbs always hold: (2ʷ − 1)² + 2 (2ʷ − 1) = 2²ʷ − 1.
@inline(__always)
func multiplyAdd(_ a: Limb, _ b: Limb, _ c: Limb, _ d: Limb) -> (high: Limb, low: Limb)
{
  let sum =
    DoubleLimb(truncatingIfNeeded: a) &* DoubleLimb(truncatingIfNeeded: b)
    &+ DoubleLimb(truncatingIfNeeded: c) &+ DoubleLimb(truncatingIfNeeded: d)
  return (Limb(truncatingIfNeeded: sum >> Limb.bitWidth), Limb(truncatingIfNeeded: sum))
}

/// a + b + carry; the carry, in and out, is 0 or 1.
@inline(__always)
func add(_ a: Limb, _ b: Limb, _ carry: inout Limb) -> Limb {
  let (partial, first) = a.addingReportingOverflow(b)
  let (sum, second) = partial.addingReportingOverflow(carry)
  carry = (first ? 1 : 0) &+ (second ? 1 : 0)
  return sum
}

/// a − b − borrow; the borrow, in and out, is 0 or 1.
@inline(__always)
func subtract(_ a: Limb, _ b: Limb, _ borrow: inout Limb) -> Limb {
  let (partial, first) = a.subtractingReportingOverflow(b)
  let (difference, second) = partial.subtractingReportingOverflow(borrow)
  borrow = (first ? 1 : 0) &+ (second ? 1 : 0)
  return difference
}

/// The same limb, and the compiler cannot see that it is. A mask that comes out of here is
/// no longer zero or all ones in its eyes, so that it makes no branch of it.
@inline(never) @_optimize(none)
func opaque(_ limb: Limb) -> Limb { limb }

/// All ones for 1, zero for 0.
@inline(__always)
func mask(_ bit: Limb) -> Limb { 0 &- bit }

/// All ones if `limb` is zero, or else zero.
@inline(__always)
func zeroMask(_ limb: Limb) -> Limb {
  // The top bit of a | −a is set for every number but zero.
  mask(~(limb | (0 &- limb)) >> (Limb.bitWidth &- 1))
}
