/// The numbers k of RFC 6979, 3.2, for one private key and one digest.
struct P256Nonces: BitwiseCopyable {
  private var key = InlineArray<32, UInt8>(repeating: 0)
  private var value = InlineArray<32, UInt8>(repeating: 1)
  private var isFresh = true

  /// `noise` is the additional data of 3.6, and may be empty.
  init(_ scalar: Limbs256, digest: P256Scalar, noise: Span<UInt8>) {
    var seed = InlineArray<65, UInt8>(repeating: 0)
    let number = digest.number
    for i in 0..<32 {
      seed[1 &+ i] = scalar.byte(31 &- i)
      seed[33 &+ i] = number.byte(31 &- i)
    }
    for round in 0..<2 {
      seed[0] = UInt8(truncatingIfNeeded: round)
      key = code(seed.span, noise)
      value = code()
    }
    wipe(&seed)
  }

  /// The next k, with 0 < k < n.
  @inline(never)
  mutating func next() -> Limbs256 {
    while true {
      if !isFresh {
        let zero = InlineArray<1, UInt8>(repeating: 0)
        key = code(zero.span)
        value = code()
      }
      isFresh = false
      value = code()
      let candidate = Limbs256(bigEndian: value.span)
      // One in 2³² is refused, and is never used, so that this branch tells nothing.
      if P256Order.isNonzeroResidue(candidate) { return candidate }
    }
  }

  /// HMAC-SHA-256 under `key` of `value` and whatever follows it; here, and not with `HMAC`,
  /// since that would ask for memory with every new key.
  @inline(never)
  private func code(
    _ first: Span<UInt8> = Span(), _ second: Span<UInt8> = Span()
  ) -> InlineArray<32, UInt8> {
    var block = InlineArray<64, UInt8>(repeating: 0x36)
    for i in key.indices { block[i] ^= key[i] }
    var hash = PortableCrypto.SHA256.State(firstSquareRoots)
    hash.update(block.span)
    hash.update(value.span)
    hash.update(first)
    hash.update(second)
    hash.finish()
    let inner = InlineArray<32, UInt8> { i in hash.byte(i) }

    for i in block.indices { block[i] ^= 0x36 ^ 0x5C }
    hash = PortableCrypto.SHA256.State(firstSquareRoots)
    hash.update(block.span)
    hash.update(inner.span)
    hash.finish()
    defer {
      wipe(&block)
      wipe(&hash)
    }
    return InlineArray { i in hash.byte(i) }
  }
}
