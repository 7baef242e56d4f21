/// L, the order of the base point of Ed25519 (RFC 8032, 5.1), a prime.
enum Order25519: Modulus {
  static var value: Limbs256 {
    Limbs256(
      0x1000_0000_0000_0000, 0, 0x14DE_F9DE_A2F7_9CD6, 0x5812_631A_5CF5_D3ED)
  }
  static var squareOfR: Limbs256 {
    Limbs256(
      0x0399_411B_7C30_9A3D, 0xCEEC_73D2_17F5_BE65,
      0xD00E_1BA7_6885_9347, 0xA406_11E3_449C_0F01)
  }
  static var negativeInverse: Limb {
    Limb(truncatingIfNeeded: 0xD2B5_1DA3_1254_7E1B as UInt64)
  }
}

/// A number of times that a point is taken, modulo L.
typealias Scalar25519 = Residue<Order25519>

extension Residue where M == Order25519 {
  /// The 64 bytes of a hash, the lowest first (RFC 8032, 5.1.6, 2).
  init(_ digest: InlineArray<64, UInt8>) {
    let low = Residue(Limbs256(littleEndian: digest.span))
    let high = Residue(Limbs256(littleEndian: digest.span, from: 32))
    self = low + high * Residue(montgomery: Order25519.squareOfR)
  }
}
