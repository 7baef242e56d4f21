/// A private key that signs: ECDSA over P-256 with SHA-256 (FIPS 186-5).
public protocol Signer: ~Copyable {
  static var publicKeyLength: Int { get }
  /// No signature is longer; `sign` insists on this much room.
  static var maximumSignatureLength: Int { get }

  /// A fresh key from the provider's own random source.
  static func generate() throws(CryptoError) -> Self
  /// 32 bytes, big-endian.
  init(privateScalar: Span<UInt8>) throws(CryptoError)

  /// Appends 65 bytes: 0x04, X, Y (SEC 1, 2.3.3).
  func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError)
  /// The scalar, for a file that will be kept safe.
  func privateScalar() throws(CryptoError) -> Secret

  /// Appends an ECDSA-Sig-Value (RFC 3279, 2.2.3): DER, 70 to 72 bytes as a rule.
  mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(CryptoError)

  /// Returns only if `signature` was made over `message` by `publicKey`'s owner.
  static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>
  ) throws(CryptoError)
}
