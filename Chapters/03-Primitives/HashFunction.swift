/// A hash, one context for many messages (FIPS 180-4).
public protocol HashFunction: ~Copyable {
  static var digestLength: Int { get }
  /// Bytes that the hash takes in at once: what HMAC makes its keys as long as.
  static var blockLength: Int { get }

  init() throws(CryptoError)
  mutating func update(_ message: Span<UInt8>) throws(CryptoError)
  /// Appends the digest of all that was given, and begins anew.
  /// Throws `.bufferTooSmall` before anything is touched.
  mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError)
}
