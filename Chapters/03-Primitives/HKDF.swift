/// HKDF (RFC 5869) over any code.
public enum HKDF<Code: MessageAuthenticationCode & ~Copyable>: KeyDerivation {
  public static var isAvailable: Bool { Code.isAvailable }
  public static var pseudorandomKeyLength: Int { Code.codeLength }

  public static func extract(
    salt: Span<UInt8>, keyMaterial: Span<UInt8>
  ) throws(CryptoError) -> Secret { throw .unsupported }

  public static func expand(
    _ key: Span<UInt8>, info: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(CryptoError) { throw .unsupported }
}
