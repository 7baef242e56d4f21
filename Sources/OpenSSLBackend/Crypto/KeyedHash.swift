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
    private let key: SecretBox<InlineArray<128, UInt8>>
    private var hasBegun = false

    public init(key: Span<UInt8>) throws(CryptoError) {
      let block = SecretBox(InlineArray<128, UInt8>(repeating: 0))
      var hash = try SHA2<length>()
      try hash.pad(key, into: block)
      self.hash = hash
      self.key = block
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
      try hash.pad(key, into: self.key)
    }
  }
}

extension OpenSSLCrypto.KeyedHash {
  /// The first block of either hash: the key with a constant added.
  private mutating func begin(_ pad: UInt8) throws(CryptoError) {
    var block = key.value
    defer { wipe(&block) }
    for i in block.indices { block[i] ^= pad }
    try hash.update(block.span.extracting(first: OpenSSLCrypto.SHA2<length>.blockLength))
  }
}

extension OpenSSLCrypto.SHA2 {
  /// Fills a key up with zeros; one that is longer than a block becomes its digest.
  mutating func pad(
    _ key: Span<UInt8>, into block: borrowing SecretBox<InlineArray<128, UInt8>>
  ) throws(CryptoError) {
    block.value = InlineArray(repeating: 0)
    guard key.count > Self.blockLength else {
      for i in key.indices { block.value[i] = key[i] }
      return
    }
    var digest = try digest(of: key)
    for i in digest.indices { block.value[i] = digest[i] }
    wipe(&digest)
  }
}
