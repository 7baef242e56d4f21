extension PortableCrypto {
  /// ECDSA over P-256 with SHA-256 (FIPS 186-5, 6.4).
  public struct P256: DigestSigner, ~Copyable {
    public static var isAvailable: Bool { SHA256.isAvailable }
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 65 }
    public static var maximumSignatureLength: Int { ECDSASignature.maximumDERLength }

    private let key: P256PrivateKey
    private var hash: SHA256

    /// 32 bytes, big-endian; throws `.invalidKey` unless 0 < d < n.
    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      let key = try P256PrivateKey(privateKey)
      hash = SHA256()
      self.key = key
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
      try hash.update(message)
      let digest = P256Scalar(Limbs256(bigEndian: try hash.digest32().span))
      var nonces = try P256Nonces(
        key.scalar.value, digest: digest.number, noise: noise, &hash)
      defer { wipe(&nonces) }
      while true {
        var nonce = try nonces.next(&hash)
        defer { wipe(&nonce) }
        let (r, s) = key.signature(of: digest, nonce)
        // Either is zero once in 2²⁵⁶ signatures; the standard asks to begin again.
        guard r.zeroMask | s.zeroMask == 0 else { continue }
        return try ECDSASignature(r: r, s: s).write(into: &out)
      }
    }
  }
}

/// A number modulo n: a scalar.
typealias P256Scalar = Residue<P256Order>

extension P256PrivateKey {
  /// r, the x of k times the base point, and s = (z + r d) / k, both modulo n.
  fileprivate func signature(
    of digest: P256Scalar, _ nonce: Limbs256
  ) -> (r: Limbs256, s: Limbs256) {
    var point = P256Point.base.multiplied(by: nonce)
    var inverse = P256Scalar(nonce).inverted()
    var d = P256Scalar(scalar.value)
    defer {
      wipe(&point)
      wipe(&inverse)
      wipe(&d)
    }
    let r = P256Scalar(point.affine().x)
    return (r.number, (inverse * (digest + r * d)).number)
  }
}

extension ECDSASignature {
  init(r: Limbs256, s: Limbs256) {
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    for i in 0..<32 {
      bytes[i] = r.byte(31 &- i)
      bytes[32 &+ i] = s.byte(31 &- i)
    }
    self.init(bytes: bytes)
  }
}
