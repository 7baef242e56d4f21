/// The hashes that a signature may be made over.
public enum DigestAlgorithm: CaseIterable, Sendable {
  case sha256, sha384, sha512
}

/// How the digest becomes a number as long as the modulus (RFC 8017).
public enum RSAPadding: CaseIterable, Sendable {
  /// RSASSA-PKCS1-v1_5 (8.2): certificates still carry it.
  case pkcs1
  /// RSASSA-PSS (8.1), the salt as long as the digest, MGF1 over the same hash.
  case pss
}

/// An RSA public key, for what others have signed; nothing in this book signs with RSA.
public protocol RSAVerifier: Primitive, ~Copyable {
  /// An RSAPublicKey in DER (RFC 8017, A.1.1); a modulus of 2048 to 4096 bits.
  init(publicKey: Span<UInt8>) throws(CryptoError)

  /// Returns only if `signature` was made over `message` by this key's owner.
  mutating func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>,
    padding: RSAPadding, hash: DigestAlgorithm
  ) throws(CryptoError)
}
