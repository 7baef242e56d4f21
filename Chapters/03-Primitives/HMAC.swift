/// A message authentication code from a hash, one key for many messages (RFC 2104).
public struct HMAC<Hash: HashFunction & ~Copyable>: MessageAuthenticationCode, ~Copyable
{
  public static var isAvailable: Bool { Hash.isAvailable }
  public static var codeLength: Int { Hash.digestLength }

  /// Two hashes that have taken in the key and wait, and one that works.
  private var inner: Hash
  private var outer: Hash
  private var hash: Hash

  /// The key should be at least as long as the digest (RFC 2104, 3).
  public init(key: Span<UInt8>) throws(CryptoError) {
    var inner = try Hash()
    var outer = try Hash()
    var hash = try Hash()
    try Self.absorb(key, &inner, &outer, &hash)
    self.inner = inner
    self.outer = outer
    self.hash = hash
  }

  public mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
    try hash.update(message)
  }

  public mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    guard out.freeCapacity >= Hash.digestLength else {
      throw .bufferTooSmall(needed: Hash.digestLength)
    }
    var digest = LongestDigest(repeating: 0)
    defer { wipe(&digest) }
    try finish(into: &digest)
    try hash.restore(from: outer)
    try hash.update(digest.span.extracting(first: Hash.digestLength))
    try hash.finish(into: &out)
    try hash.restore(from: inner)
  }

  public mutating func isValid(_ code: Span<UInt8>) throws(CryptoError) -> Bool {
    var own = LongestDigest(repeating: 0)
    defer { wipe(&own) }
    var place = own.mutableSpan
    try overwrite(&place) { out throws(CryptoError) in try finish(into: &out) }
    guard 1...Hash.digestLength ~= code.count else { return false }
    return constantTimeEqual(own.span.extracting(first: code.count), code)
  }

  public mutating func rekey(_ key: Span<UInt8>) throws(CryptoError) {
    var digest = LongestDigest(repeating: 0)
    defer { wipe(&digest) }
    try finish(into: &digest)
    try inner.restore(from: hash)
    try outer.restore(from: hash)
    try Self.absorb(key, &inner, &outer, &hash)
  }
}

extension HMAC where Hash: ~Copyable {
  /// Gives the key to the two that wait; all three have taken in nothing yet.
  private static func absorb(
    _ key: Span<UInt8>, _ inner: inout Hash, _ outer: inout Hash, _ hash: inout Hash
  ) throws(CryptoError) {
    guard Hash.blockLength <= 128 else { throw .unsupported }
    var block = InlineArray<128, UInt8>(repeating: 0)
    defer { wipe(&block) }
    if key.count > Hash.blockLength {
      try hash.update(key)
      var place = block.mutableSpan
      try overwrite(&place) { out throws(CryptoError) in try hash.finish(into: &out) }
    } else {
      for i in key.indices { block[i] = key[i] }
    }
    for i in block.indices { block[i] ^= 0x36 }
    try inner.update(block.span.extracting(first: Hash.blockLength))
    for i in block.indices { block[i] ^= 0x36 ^ 0x5C }
    try outer.update(block.span.extracting(first: Hash.blockLength))
    try hash.restore(from: inner)
  }

  /// The inner digest, in a place that the caller wipes.
  private mutating func finish(into digest: inout LongestDigest) throws(CryptoError) {
    var place = digest.mutableSpan
    try overwrite(&place) { out throws(CryptoError) in try hash.finish(into: &out) }
  }
}
