extension PortableCrypto.P256 {
  /// A public key on P-256, read and checked once for many signatures.
  /// Nothing here is secret, so nothing here hides how long it takes.
  public struct PublicKey: DigestVerifier, ~Copyable {
    private let point: P256Point

    /// 65 bytes: 0x04, X, Y of a point on the curve (SEC 1, 2.3.4).
    public init(publicKey: Span<UInt8>) throws(CryptoError) {
      point = try P256Point(uncompressed: publicKey)
    }

    public mutating func verify(
      _ signature: Span<UInt8>, of message: Span<UInt8>
    ) throws(CryptoError) {
      let digest = PortableCrypto.SHA256.digest(of: message)
      try verify(signature, ofDigest: digest.span)
    }

    /// FIPS 186-5, 6.4.2.
    public mutating func verify(
      _ signature: Span<UInt8>, ofDigest digest: Span<UInt8>
    ) throws(CryptoError) {
      guard digest.count >= 32 else { throw .invalidSignature }
      let numbers = try ECDSASignature(der: signature).bytes
      let r = Limbs256(bigEndian: numbers.span)
      let s = Limbs256(bigEndian: numbers.span, from: 32)
      guard P256Order.isNonzeroResidue(r), P256Order.isNonzeroResidue(s) else {
        throw .invalidSignature
      }
      let z = P256Scalar(Limbs256(bigEndian: digest))
      let inverse = P256Scalar(s).inverted()
      let sum = P256Point.sum(
        (z * inverse).number, timesBasePlus: (P256Scalar(r) * inverse).number,
        times: point)
      guard sum.hasX(r) else { throw .invalidSignature }
    }
  }
}

extension P256Point {
  /// `a` times the base point plus `b` times `point`, the doublings being done for both at
  /// once (Shamir's trick).
  @inline(never)
  fileprivate static func sum(
    _ a: Limbs256, timesBasePlus b: Limbs256, times point: P256Point
  ) -> P256Point {
    let base = P256Point.base
    var both = base
    both.add(point)
    var sum = P256Point.infinity
    for i in (0..<256).reversed() {
      sum.double()
      switch (a.bit(i), b.bit(i)) {
      case (1, 0): sum.add(base)
      case (0, 1): sum.add(point)
      case (1, 1): sum.add(both)
      default: break
      }
    }
    return sum
  }

  /// Whether this point is not at infinity, and its x is `r` modulo n.
  fileprivate func hasX(_ r: Limbs256) -> Bool {
    guard z.zeroMask == 0 else { return false }
    if (P256Coordinate(r) * z - x).zeroMask != 0 { return true }
    // x is less than p and may be n or more, so that it is r + n.
    let (sum, carry) = Primitives.add(r, P256Order.value)
    guard carry == 0, P256Prime.contains(sum) else { return false }
    return (P256Coordinate(sum) * z - x).zeroMask != 0
  }
}

extension Limbs256 {
  /// The bit of weight 2 to the power of `index`, which is less than 256.
  fileprivate func bit(_ index: Int) -> Limb {
    nibble(index >> 2) >> Limb(truncatingIfNeeded: index & 3) & 1
  }
}
