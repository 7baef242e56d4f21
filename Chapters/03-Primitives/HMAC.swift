/// A message authentication code from a hash, one key for many messages (RFC 2104).
public struct HMAC<Hash: HashFunction & ~Copyable>: MessageAuthenticationCode, ~Copyable
{
  public static var isAvailable: Bool { Hash.isAvailable }
  public static var codeLength: Int { Hash.digestLength }

  private let innerKey: Secret
  private let outerKey: Secret
  private var hash: Hash

  /// At least as long as the digest, the key should be (RFC 2104, 3).
  public init(key: Span<UInt8>) throws(CryptoError) {
    var hash = try Hash()
    let block = try Self.block(of: key, &hash)
    let innerKey = Self.padded(block.bytes, with: 0x36)
    try Self.update(&hash, with: innerKey)
    self.innerKey = innerKey
    outerKey = Self.padded(block.bytes, with: 0x5C)
    self.hash = hash
  }

  public mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
    try hash.update(message)
  }

  /// Appends `Hash.digestLength` bytes, and begins anew with the same key.
  public mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    guard out.freeCapacity >= Hash.digestLength else {
      throw .bufferTooSmall(needed: Hash.digestLength)
    }
    let inner = try [UInt8](capacity: Hash.digestLength) { out throws(CryptoError) in
      try hash.finish(into: &out)
    }
    try Self.update(&hash, with: outerKey)
    try hash.update(inner.span)
    try hash.finish(into: &out)
    try Self.update(&hash, with: innerKey)
  }

  /// Whether `code` is the message's, found in a time that does not tell how much of it was
  /// right; a shorter code is the leftmost bytes (RFC 2104, 5), and an empty one never fits.
  public mutating func isValid(_ code: Span<UInt8>) throws(CryptoError) -> Bool {
    let own = try [UInt8](capacity: Hash.digestLength) { out throws(CryptoError) in
      try finish(into: &out)
    }
    guard 1...own.count ~= code.count else { return false }
    return constantTimeEqual(own.span.extracting(0..<code.count), code)
  }
}

extension HMAC where Hash: ~Copyable {
  /// The key itself, or the digest of one that is longer than a block.
  private static func block(
    of key: Span<UInt8>, _ hash: inout Hash
  ) throws(CryptoError) -> Secret {
    guard key.count > Hash.blockLength else { return Secret(copying: key) }
    try hash.update(key)
    let digest = try [UInt8](capacity: Hash.digestLength) { out throws(CryptoError) in
      try hash.finish(into: &out)
    }
    return Secret(copying: digest.span)
  }

  private static func update(
    _ hash: inout Hash, with key: borrowing Secret
  ) throws(CryptoError) {
    try hash.update(key.bytes)
  }

  private static func padded(_ key: Span<UInt8>, with pad: UInt8) -> Secret {
    Secret(count: Hash.blockLength) { bytes in
      for i in bytes.indices { bytes[i] = (i < key.count ? key[i] : 0) ^ pad }
    }
  }
}
