import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  /// A private key on P-256 that signs with ECDSA and SHA-256.
  public struct P256: DigestSigner, ~Copyable, @unchecked Sendable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 65 }
    public static var maximumSignatureLength: Int { ECDSASignature.maximumDERLength }

    private let pair: KeyPair
    private var hash: SHA256

    public static func generate() throws(CryptoError) -> P256 {
      try P256(pair: .generateP256())
    }

    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      try self.init(pair: .p256(privateKey))
    }

    private init(pair: consuming KeyPair) throws(CryptoError) {
      hash = try SHA256()
      self.pair = pair
    }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      try pair.publicKey(Self.publicKeyLength, into: &out)
    }

    public func privateKey() throws(CryptoError) -> Secret { try pair.p256Scalar() }

    /// The nonce comes from the key and the message (RFC 6979), so no random source can
    /// spoil it; the source only blinds the computation against a listener.
    public mutating func sign(
      _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) {
      guard out.freeCapacity >= Self.maximumSignatureLength else {
        throw .bufferTooSmall(needed: Self.maximumSignatureLength)
      }
      let digest = try hash.digest(of: message)
      let r = Number()
      let s = Number()
      try check(
        digest.span.withUnsafeBufferPointer {
          mbedtls_ecdsa_sign_det_ext(
            pair.curve.pointer, r.pointer, s.pointer, pair.scalar.pointer,
            $0.baseAddress, $0.count, MBEDTLS_MD_SHA256, randomSource, nil)
        })
      try ECDSASignature(r, s).write(into: &out)
    }

    /// A public key on P-256, one curve and one point for many signatures.
    public struct PublicKey: DigestVerifier, ~Copyable, @unchecked Sendable {
      private let curve: Curve
      private let point: Point
      private var hash: SHA256

      public init(publicKey: Span<UInt8>) throws(CryptoError) {
        guard publicKey.count == 65 else { throw .wrongKeyLength(publicKey.count) }
        let hash = try SHA256()
        let curve = try Curve(MBEDTLS_ECP_DP_SECP256R1)
        let point = Point()
        try point.read(publicKey, on: curve)
        self.curve = curve
        self.point = point
        self.hash = hash
      }

      public mutating func verify(
        _ signature: Span<UInt8>, of message: Span<UInt8>
      ) throws(CryptoError) {
        let digest = try hash.digest(of: message)
        try verify(signature, ofDigest: digest.span)
      }

      public mutating func verify(
        _ signature: Span<UInt8>, ofDigest digest: Span<UInt8>
      ) throws(CryptoError) {
        guard digest.count >= 32 else { throw .invalidSignature }
        let r = Number()
        let s = Number()
        let numbers = try ECDSASignature(der: signature).bytes
        try r.read(numbers.span.extracting(..<32))
        try s.read(numbers.span.extracting(32...))
        try check(
          digest.withUnsafeBufferPointer {
            mbedtls_ecdsa_verify(
              curve.pointer, $0.baseAddress, $0.count, point.pointer, r.pointer,
              s.pointer)
          })
      }
    }
  }
}

extension ECDSASignature {
  fileprivate init(
    _ r: borrowing MbedTLSCrypto.Number, _ s: borrowing MbedTLSCrypto.Number
  ) throws(CryptoError) {
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    var span = bytes.mutableSpan
    try r.write(to: &span, 0..<32)
    try s.write(to: &span, 32..<64)
    self.init(bytes: bytes)
  }
}
