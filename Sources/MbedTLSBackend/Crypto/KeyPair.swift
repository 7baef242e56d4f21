import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  /// A curve, a scalar, and the point that the scalar makes of the base point.
  struct KeyPair: ~Copyable {
    let curve: Curve
    let scalar = Number()
    let point = Point()

    /// With neither scalar nor point yet.
    init(on name: mbedtls_ecp_group_id) throws(CryptoError) { curve = try Curve(name) }

    static func generateP256() throws(CryptoError) -> KeyPair {
      let pair = try KeyPair(on: MBEDTLS_ECP_DP_SECP256R1)
      try check(
        mbedtls_ecp_gen_keypair(
          pair.curve.pointer, pair.scalar.pointer, pair.point.pointer, randomSource, nil
        ))
      return pair
    }

    static func p256(_ scalar: Span<UInt8>) throws(CryptoError) -> KeyPair {
      guard scalar.count == 32 else { throw .wrongKeyLength(scalar.count) }
      let pair = try KeyPair(on: MBEDTLS_ECP_DP_SECP256R1)
      try pair.scalar.read(scalar)
      try pair.multiply()
      return pair
    }

    /// Finds the point that belongs to the scalar.
    func multiply() throws(CryptoError) {
      let curve = curve.pointer
      guard mbedtls_ecp_check_privkey(curve, scalar.pointer) == 0 else {
        throw .invalidKey
      }
      try check(
        mbedtls_ecp_mul(
          curve, point.pointer, scalar.pointer, &curve.pointee.G, randomSource, nil))
    }

    /// Appends the point, in as many bytes as the curve's points have.
    func publicKey(
      _ length: Int, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) {
      guard out.freeCapacity >= length else { throw .bufferTooSmall(needed: length) }
      try out.withUnsafeMutableBufferPointer { buffer, count throws(CryptoError) in
        var written = 0
        try check(
          mbedtls_ecp_point_write_binary(
            curve.pointer, point.pointer, MBEDTLS_ECP_PF_UNCOMPRESSED, &written,
            buffer.baseAddress?.advanced(by: count), length))
        count += written
      }
    }

    func p256Scalar() throws(CryptoError) -> Secret {
      try Secret(count: 32) { bytes throws(CryptoError) in
        try scalar.write(to: &bytes, 0..<32)
      }
    }

    /// The x of the scalar times another's point.
    func sharedX(with publicKey: Span<UInt8>) throws(CryptoError) -> Number {
      let peer = Point()
      let x = Number()
      try peer.read(publicKey, on: curve)
      try check(
        mbedtls_ecdh_compute_shared(
          curve.pointer, x.pointer, peer.pointer, scalar.pointer, randomSource, nil))
      return x
    }
  }
}
