extension PortableCrypto {
  /// ECDH over P-256 (SP 800-56A, 5.7.1.2); a public key is 0x04, X, Y (SEC 1, 2.3.3).
  public struct P256KeyAgreement: KeyAgreement, ~Copyable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 65 }
    public static var sharedSecretLength: Int { 32 }

    private let key: P256PrivateKey

    /// 32 bytes, big-endian; throws `.invalidKey` unless 0 < d < n.
    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      key = try P256PrivateKey(privateKey)
    }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      try key.publicKey(into: &out)
    }

    public func privateKey() throws(CryptoError) -> Secret { key.bytes() }

    /// The x of d times the peer's point.
    public mutating func sharedSecret(
      with publicKey: Span<UInt8>
    ) throws(CryptoError) -> Secret {
      var point = try P256Point(uncompressed: publicKey)
      point.multiply(by: key.scalar.value)
      var shared = point.affine()
      defer {
        wipe(&point)
        wipe(&shared)
      }
      // The order is prime and 0 < d < n, so that d times a point is never infinity.
      return Secret(bigEndian: shared.x)
    }
  }
}
