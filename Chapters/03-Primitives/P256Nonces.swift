/// The numbers k of RFC 6979, 3.2, for one private key and one digest.
struct P256Nonces: BitwiseCopyable {
  private var key = InlineArray<32, UInt8>(repeating: 0)
  private var value = InlineArray<32, UInt8>(repeating: 1)
  private var isFresh = true

  /// `noise` is the additional data of 3.6, and may be empty.
  init(
    _ scalar: Limbs256, digest: Limbs256, noise: Span<UInt8>,
    _ hash: inout PortableCrypto.SHA256
  ) throws(CryptoError) {
    var seed = InlineArray<65, UInt8>(repeating: 0)
    defer { wipe(&seed) }
    for i in 0..<32 {
      seed[1 &+ i] = scalar.byte(31 &- i)
      seed[33 &+ i] = digest.byte(31 &- i)
    }
    for round in 0..<2 {
      seed[0] = UInt8(truncatingIfNeeded: round)
      key = try code(seed.span, noise, &hash)
      value = try code(Span(), Span(), &hash)
    }
  }

  /// The next k, with 0 < k < n.
  mutating func next(
    _ hash: inout PortableCrypto.SHA256
  ) throws(CryptoError) -> Limbs256 {
    while true {
      if !isFresh {
        let zero = InlineArray<1, UInt8>(repeating: 0)
        key = try code(zero.span, Span(), &hash)
        value = try code(Span(), Span(), &hash)
      }
      isFresh = false
      value = try code(Span(), Span(), &hash)
      let candidate = Limbs256(bigEndian: value.span)
      // One in 2³² is refused, and is never used, so that this branch tells nothing.
      if P256Order.isNonzeroResidue(candidate) { return candidate }
    }
  }

  /// HMAC-SHA-256 under `key` of `value` and whatever follows it, made with a hash that is
  /// there already: HMAC of its own would ask for memory.
  private func code(
    _ first: Span<UInt8>, _ second: Span<UInt8>, _ hash: inout PortableCrypto.SHA256
  ) throws(CryptoError) -> InlineArray<32, UInt8> {
    var block = InlineArray<64, UInt8>(repeating: 0x36)
    for i in key.indices { block[i] ^= key[i] }
    try hash.update(block.span)
    try hash.update(value.span)
    try hash.update(first)
    try hash.update(second)
    let inner = try hash.digest32()
    for i in block.indices { block[i] ^= 0x36 ^ 0x5C }
    try hash.update(block.span)
    wipe(&block)
    try hash.update(inner.span)
    return try hash.digest32()
  }
}

extension HashFunction where Self: ~Copyable {
  /// Of all that was given, for a hash of 32 bytes.
  mutating func digest32() throws(CryptoError) -> InlineArray<32, UInt8> {
    try InlineArray { out throws(CryptoError) in try finish(into: &out) }
  }
}
