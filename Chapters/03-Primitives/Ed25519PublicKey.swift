extension PortableCrypto.Ed25519 {
  /// A public key of Ed25519, read and checked once for many signatures.
  /// Nothing here is secret, so nothing here hides how long it takes.
  public struct PublicKey: Verifier, ~Copyable {
    private let encoded: Limbs256
    private let opposite: SecretBox<OddMultiples25519>
    private var hash: PortableCrypto.SHA512

    /// 32 bytes; throws `.invalidKey` unless they are a point of the curve in its only
    /// encoding, and one that a private key could belong to.
    public init(publicKey: Span<UInt8>) throws(CryptoError) {
      let point = try Edwards25519(publicKey)
      guard !point.isOfSmallOrder else { throw .invalidKey }
      encoded = Limbs256(littleEndian: publicKey)
      opposite = SecretBox(OddMultiples25519(of: point.negated()))
      hash = PortableCrypto.SHA512()
    }

    /// RFC 8032, 5.1.7, without the factor 8: S B − k A must have the very bytes of R.
    public mutating func verify(
      _ signature: Span<UInt8>, of message: Span<UInt8>
    ) throws(CryptoError) {
      guard signature.count == 64 else { throw .invalidSignature }
      let r = Limbs256(littleEndian: signature)
      let s = Limbs256(littleEndian: signature, from: 32)
      guard Order25519.contains(s) else { throw .invalidSignature }
      let k = try hash.challenge(r, encoded, message)
      let sum = opposite.value.sum(Scalar25519(s), timesBasePlus: k)
      guard subtract(sum.encoded, r).difference.zeroMask != 0 else {
        throw .invalidSignature
      }
    }
  }
}

extension Edwards25519 {
  fileprivate func negated() -> Edwards25519 { Edwards25519(x: .zero - x, y: y) }

  /// Whether eight times the point is nothing; no multiple of the base point is such a one.
  fileprivate var isOfSmallOrder: Bool {
    var point = self
    for _ in 0..<3 { point.double() }
    return point.x.zeroMask != 0
  }
}
