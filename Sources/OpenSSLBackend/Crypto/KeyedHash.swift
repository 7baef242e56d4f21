import COpenSSL
import Primitives

extension OpenSSLCrypto {
  public typealias HMACSHA256 = KeyedHash<32>
  public typealias HMACSHA384 = KeyedHash<48>
  public typealias HMACSHA512 = KeyedHash<64>

  /// HMAC (RFC 2104) with one context, through which the key goes again for each message.
  public struct KeyedHash<let length: Int>: MessageAuthenticationCode, ~Copyable,
    @unchecked Sendable
  {
    public static var codeLength: Int { length }

    private var hash: SHA2<length>
    /// The key, filled up with zeros.
    private let key = SecretBox(InlineArray<128, UInt8>(repeating: 0))
    private var hasBegun = false

    public init(key: Span<UInt8>) throws(CryptoError) {
      hash = try SHA2<length>()
      try absorb(key)
    }

    public mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
      if !hasBegun { try begin(0x36) }
      hasBegun = true
      try hash.update(message)
    }

    public mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= length else { throw .bufferTooSmall(needed: length) }
      if !hasBegun { try begin(0x36) }
      hasBegun = false
      var digest: InlineArray<length, UInt8> = try InlineArray { out throws(CryptoError) in
        try hash.finish(into: &out)
      }
      defer { wipe(&digest) }
      try begin(0x5C)
      try hash.update(digest.span)
      try hash.finish(into: &out)
    }

    public mutating func isValid(_ code: Span<UInt8>) throws(CryptoError) -> Bool {
      var own: InlineArray<length, UInt8> = try InlineArray { out throws(CryptoError) in
        try finish(into: &out)
      }
      defer { wipe(&own) }
      guard 1...length ~= code.count else { return false }
      return constantTimeEqual(own.span.extracting(first: code.count), code)
    }

    public mutating func rekey(_ key: Span<UInt8>) throws(CryptoError) {
      if hasBegun { hash = try SHA2<length>() }
      hasBegun = false
      try absorb(key)
    }
  }
}

extension OpenSSLCrypto.KeyedHash {
  private mutating func absorb(_ new: Span<UInt8>) throws(CryptoError) {
    key.value = InlineArray(repeating: 0)
    guard new.count > OpenSSLCrypto.SHA2<length>.blockLength else {
      for i in new.indices { key.value[i] = new[i] }
      return
    }
    var digest = try hash.digest(of: new)
    for i in digest.indices { key.value[i] = digest[i] }
    wipe(&digest)
  }

  /// The first block of either hash: the key with a constant added.
  private mutating func begin(_ pad: UInt8) throws(CryptoError) {
    var block = key.value
    defer { wipe(&block) }
    for i in block.indices { block[i] ^= pad }
    try hash.update(block.span.extracting(first: OpenSSLCrypto.SHA2<length>.blockLength))
  }
}
