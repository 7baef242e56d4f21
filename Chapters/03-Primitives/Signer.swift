/// A private key that signs.
public protocol Signer: Primitive, ~Copyable {
  associatedtype PublicKey: Verifier & ~Copyable

  static var privateKeyLength: Int { get }
  static var publicKeyLength: Int { get }
  /// No signature is longer; `sign` insists on this much room.
  static var maximumSignatureLength: Int { get }

  init(privateKey: Span<UInt8>) throws(CryptoError)

  /// Appends `publicKeyLength` bytes.
  func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError)
  /// The private key, for a file that will be kept safe.
  func privateKey() throws(CryptoError) -> Secret

  mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(CryptoError)
}

extension Signer where Self: ~Copyable {
  public static func generate(
    using random: inout some RandomSource & ~Copyable
  ) throws(CryptoError) -> Self {
    try random.privateKey(count: privateKeyLength) { key throws(CryptoError) in
      try Self(privateKey: key)
    }
  }

  /// For one signature; for more, make the `PublicKey` once.
  public static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>
  ) throws(CryptoError) {
    var key = try PublicKey(publicKey: publicKey)
    try key.verify(signature, of: message)
  }
}

/// One whose signatures are over a digest, whichever hash made it.
public protocol DigestSigner: Signer, ~Copyable where PublicKey: DigestVerifier {}
