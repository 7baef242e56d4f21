/// A public key that tells true signatures from false ones.
public protocol Verifier: Primitive, ~Copyable {
  /// Throws `.invalidKey` for what cannot be a public key of the algorithm.
  init(publicKey: Span<UInt8>) throws(CryptoError)

  /// Returns only if `signature` was made over `message` by this key's owner.
  mutating func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>
  ) throws(CryptoError)
}

/// One that can be given the digest of the message in place of the message.
public protocol DigestVerifier: Verifier, ~Copyable {
  /// The hash is the caller's choice; of a digest longer than the curve's order, only the
  /// leftmost bytes count (FIPS 186-5, 6.4.2). Shorter than 32 bytes, it is refused.
  mutating func verify(
    _ signature: Span<UInt8>, ofDigest digest: Span<UInt8>
  ) throws(CryptoError)
}
