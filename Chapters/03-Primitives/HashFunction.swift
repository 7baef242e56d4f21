/// A hash, one context for many messages (FIPS 180-4).
public protocol HashFunction: Primitive, ~Copyable {
  static var digestLength: Int { get }
  /// Bytes that the hash takes in at once: what HMAC makes its keys as long as.
  static var blockLength: Int { get }

  init() throws(CryptoError)
  mutating func update(_ message: Span<UInt8>) throws(CryptoError)
  /// Appends the digest of all that was given, and begins anew.
  /// Throws `.bufferTooSmall` before anything is touched.
  mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError)
  /// Goes on from where `other` stands, which goes on too.
  mutating func restore(from other: borrowing Self) throws(CryptoError)
}

extension HashFunction where Self: ~Copyable {
  /// A second context that has taken in the same bytes.
  public func copy() throws(CryptoError) -> Self {
    var copy = try Self()
    try copy.restore(from: self)
    return copy
  }
}
