extension PortableCrypto {
  /// ECDSA over P-256 with SHA-256 (FIPS 186-5, 6.4).
  public struct P256: DigestSigner, ~Copyable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 65 }
    public static var maximumSignatureLength: Int { ECDSASignature.maximumDERLength }

    private let key: P256PrivateKey

    /// 32 bytes, big-endian; throws `.invalidKey` unless 0 < d < n.
    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      key = try P256PrivateKey(privateKey)
    }

    /// Appends 0x04, X, Y (SEC 1, 2.3.3).
    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      try key.publicKey(into: &out)
    }

    public func privateKey() throws(CryptoError) -> Secret { key.bytes() }

    /// Appends an ECDSA-Sig-Value in DER. The nonce comes from the key and the message
    /// (RFC 6979, 3.2), so that the same message has the same signature.
    public mutating func sign(
      _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) {
      try sign(message, noise: Span(), into: &out)
    }

    /// The same with `noise` mixed into the nonce (RFC 6979, 3.6): 32 fresh random bytes
    /// hinder whoever disturbs the computation, and bad ones hurt nobody.
    public mutating func sign(
      _ message: Span<UInt8>, noise: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) {
      guard out.freeCapacity >= Self.maximumSignatureLength else {
        throw .bufferTooSmall(needed: Self.maximumSignatureLength)
      }
      try signature(of: SHA256.digest(of: message), noise).write(into: &out)
    }

    private func signature(
      of digest: InlineArray<32, UInt8>, _ noise: Span<UInt8>
    ) -> ECDSASignature {
      let z = P256Scalar(Limbs256(bigEndian: digest.span))
      var nonces = P256Nonces(key.scalar.value, digest: z, noise: noise)
      defer { wipe(&nonces) }
      while true {
        var nonce = nonces.next()
        defer { wipe(&nonce) }
        let r = P256Point.x(ofBaseTimes: nonce)
        let s = key.s(r, z, nonce)
        // Either is zero once in 2²⁵⁶ signatures; the standard asks to begin again.
        guard r.zeroMask | s.zeroMask == 0 else { continue }
        return ECDSASignature(r: r.number, s: s.number)
      }
    }
  }
}

/// A number modulo n: a scalar.
typealias P256Scalar = Residue<P256Order>

extension P256Point {
  /// The x of `nonce` times the base point, modulo n.
  @inline(never)
  fileprivate static func x(ofBaseTimes nonce: Limbs256) -> P256Scalar {
    var point = P256Point.base
    point.multiply(by: nonce)
    defer { wipe(&point) }
    return P256Scalar(point.affine().x)
  }
}

extension P256PrivateKey {
  /// (z + r d) / k modulo n.
  @inline(never)
  fileprivate func s(
    _ r: P256Scalar, _ digest: P256Scalar, _ nonce: Limbs256
  ) -> P256Scalar {
    var inverse = P256Scalar(nonce).inverted()
    var d = P256Scalar(scalar.value)
    defer {
      wipe(&inverse)
      wipe(&d)
    }
    return inverse * (digest + r * d)
  }
}

extension ECDSASignature {
  @inline(never)
  fileprivate init(r: Limbs256, s: Limbs256) {
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    for i in 0..<32 {
      bytes[i] = r.byte(31 &- i)
      bytes[32 &+ i] = s.byte(31 &- i)
    }
    self.init(bytes: bytes)
  }
}
