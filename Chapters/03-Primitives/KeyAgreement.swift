/// A private key that finds, with another's public key, a secret that both then have.
public protocol KeyAgreement: Primitive, ~Copyable {
  static var privateKeyLength: Int { get }
  static var publicKeyLength: Int { get }
  static var sharedSecretLength: Int { get }

  init(privateKey: Span<UInt8>) throws(CryptoError)

  /// Appends `publicKeyLength` bytes.
  func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError)
  /// The private key, for a file that will be kept safe.
  func privateKey() throws(CryptoError) -> Secret

  /// Throws `.invalidKey` if `publicKey` is no point of the curve, or one so special that
  /// anybody could know the secret.
  mutating func sharedSecret(with publicKey: Span<UInt8>) throws(CryptoError) -> Secret
}

extension KeyAgreement where Self: ~Copyable {
  public static func generate(
    using random: inout some RandomSource & ~Copyable
  ) throws(CryptoError) -> Self {
    try random.privateKey(count: privateKeyLength) { key throws(CryptoError) in
      try Self(privateKey: key)
    }
  }
}
