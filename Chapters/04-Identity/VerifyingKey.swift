import Primitives

/// The public half of a key that signs: all that a service has to keep of a device. It can
/// be published, so that who steals the service's list has stolen nothing.
public struct VerifyingKey: Equatable, Sendable {
  public let algorithm: KeyAlgorithm
  public let bytes: [UInt8]

  /// Nil for a key that agrees, and for a length that is not the algorithm's.
  public init?(_ bytes: Span<UInt8>, _ algorithm: KeyAlgorithm) {
    guard algorithm.signs, bytes.count == algorithm.publicKeyLength else { return nil }
    self.algorithm = algorithm
    self.bytes = [UInt8](capacity: bytes.count) { out in out.append(bytes) }
  }

  /// Returns only if the bytes are a key: a point on the curve, for instance.
  func check<Crypto: CryptoProvider>(
    with _: Crypto.Type
  ) throws(CryptoError) {
    switch algorithm {
    case .ecdsaP256: _ = try Crypto.P256.PublicKey(publicKey: bytes.span)
    case .ed25519: _ = try Crypto.Ed25519.PublicKey(publicKey: bytes.span)
    case .ecdhP256, .x25519: throw .unsupported
    }
  }

  /// Returns only if `signature` was made over `message` by the key's owner.
  public func verify<Crypto: CryptoProvider>(
    _ signature: Span<UInt8>, of message: Span<UInt8>, with _: Crypto.Type
  ) throws(CryptoError) {
    switch algorithm {
    case .ecdsaP256:
      try Crypto.P256.verify(signature, of: message, publicKey: bytes.span)
    case .ed25519:
      try Crypto.Ed25519.verify(signature, of: message, publicKey: bytes.span)
    case .ecdhP256, .x25519: throw .unsupported
    }
  }
}
