/// Makes keys out of a secret, in two steps (RFC 5869).
public protocol KeyDerivation: Primitive {
  /// The length of what `extract` makes, as long as the hash's digest.
  static var pseudorandomKeyLength: Int { get }

  /// Gathers what is unpredictable in `keyMaterial` into one key.
  /// An empty salt counts as `pseudorandomKeyLength` zeros (RFC 5869, 2.2).
  static func extract(
    salt: Span<UInt8>, keyMaterial: Span<UInt8>
  ) throws(CryptoError) -> Secret

  /// Fills `out` with a key for the purpose that `info` names.
  /// Throws `.tooLong` past 255 digests (RFC 5869, 2.3), and leaves `out` as it was.
  static func expand(
    _ key: Span<UInt8>, info: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(CryptoError)
}
