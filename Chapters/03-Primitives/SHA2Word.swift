/// The word that a hash of the family computes with, and what FIPS 180-4, 4.1 defines on
/// it: four mixtures of a word with itself.
protocol SHA2Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable {
  static var rounds: Int { get }
  /// The part of a 64-bit constant that this word takes: the upper bits.
  init(upperBitsOf constant: UInt64)

  /// Σ₀ and Σ₁ stir the state, σ₀ and σ₁ the message.
  var upperSigma0: Self { get }
  var upperSigma1: Self { get }
  var lowerSigma0: Self { get }
  var lowerSigma1: Self { get }
}

/// SHA-256 (FIPS 180-4, 4.1.2).
extension UInt32: SHA2Word {
  static var rounds: Int { 64 }

  @inline(__always)
  init(upperBitsOf constant: UInt64) { self.init(truncatingIfNeeded: constant >> 32) }

  @inline(__always)
  var upperSigma0: UInt32 { rotated(2) ^ rotated(13) ^ rotated(22) }
  @inline(__always)
  var upperSigma1: UInt32 { rotated(6) ^ rotated(11) ^ rotated(25) }
  @inline(__always)
  var lowerSigma0: UInt32 { rotated(7) ^ rotated(18) ^ self &>> 3 }
  @inline(__always)
  var lowerSigma1: UInt32 { rotated(17) ^ rotated(19) ^ self &>> 10 }
}

/// SHA-384 and SHA-512 (FIPS 180-4, 4.1.3).
extension UInt64: SHA2Word {
  static var rounds: Int { 80 }

  @inline(__always)
  init(upperBitsOf constant: UInt64) { self = constant }

  @inline(__always)
  var upperSigma0: UInt64 { rotated(28) ^ rotated(34) ^ rotated(39) }
  @inline(__always)
  var upperSigma1: UInt64 { rotated(14) ^ rotated(18) ^ rotated(41) }
  @inline(__always)
  var lowerSigma0: UInt64 { rotated(1) ^ rotated(8) ^ self &>> 7 }
  @inline(__always)
  var lowerSigma1: UInt64 { rotated(19) ^ rotated(61) ^ self &>> 6 }
}

extension FixedWidthInteger where Self: UnsignedInteger {
  /// To the right, what falls out coming back on the left.
  @inline(__always)
  fileprivate func rotated(_ count: Self) -> Self {
    self &>> count | self &<< (Self(Self.bitWidth) &- count)
  }
}
