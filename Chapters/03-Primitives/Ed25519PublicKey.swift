extension PortableCrypto.Ed25519 {
  /// A public key of Ed25519, read and checked once for many signatures.
  /// Nothing here is secret, so nothing here hides how long it takes.
  public struct PublicKey: Verifier, ~Copyable {
    private let bytes: InlineArray<32, UInt8>
    private let opposite: Edwards25519
    private var hash: PortableCrypto.SHA512

    /// 32 bytes; throws `.invalidKey` unless they are a point of the curve in its only
    /// encoding, and one that a private key could belong to.
    public init(publicKey: Span<UInt8>) throws(CryptoError) {
      let point = try Edwards25519(publicKey)
      guard !point.isOfSmallOrder else { throw .invalidKey }
      bytes = InlineArray { i in publicKey[i] }
      opposite = point.negated()
      hash = PortableCrypto.SHA512()
    }

    /// RFC 8032, 5.1.7, without the factor 8: S B − k A must have the very bytes of R.
    public mutating func verify(
      _ signature: Span<UInt8>, of message: Span<UInt8>
    ) throws(CryptoError) {
      guard signature.count == 64 else { throw .invalidSignature }
      let s = Limbs256(littleEndian: signature, from: 32)
      guard Order25519.contains(s) else { throw .invalidSignature }
      let r = signature.extracting(first: 32)
      let k = try hash.challenge(r, bytes.span, message)
      let sum = opposite.sum(Scalar25519(s), timesBasePlus: k).encoded
      var difference: UInt8 = 0
      for i in 0..<32 { difference |= sum.byte(i) ^ r[i] }
      guard difference == 0 else { throw .invalidSignature }
    }
  }
}

extension Edwards25519 {
  fileprivate func negated() -> Edwards25519 { Edwards25519(x: .zero - x, y: y) }

  /// Whether eight times the point is nothing; no multiple of the base point is such a one.
  fileprivate var isOfSmallOrder: Bool {
    doubled().doubled().doubled().x.zeroMask != 0
  }
}
