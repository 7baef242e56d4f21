import Primitives

/// **Broken, and here to be looked at.** A generator whose only seed is the second in which
/// the device was switched on.
public struct BootTimeSource<Crypto: CryptoProvider>: RandomSource {
  private let second: UInt64
  private var blocks: UInt64 = 0

  public init(secondsSince1970 second: UInt64) { self.second = second }

  /// Its output passes every statistical test: it is SHA-256 of a counter.
  public mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    var hash = try Crypto.SHA256()
    var filled = 0
    while filled < out.count {
      blocks += 1
      var input = InlineArray<16, UInt8>(repeating: 0)
      for i in 0..<8 {
        input[i] = UInt8(truncatingIfNeeded: second >> (56 - 8 * UInt64(i)))
        input[8 + i] = UInt8(truncatingIfNeeded: blocks >> (56 - 8 * UInt64(i)))
      }
      try hash.update(input.span)
      let block: InlineArray<32, UInt8> = try InlineArray { out throws(CryptoError) in
        try hash.finish(into: &out)
      }
      let count = min(32, out.count - filled)
      for i in 0..<count { out[filled + i] = block[i] }
      filled += count
    }
  }
}

extension BootTimeSource {
  /// What the attacker does: tries every second of a span, and compares public keys.
  /// Returns the second, which is to say the private key.
  public static func secondOfBoot(
    of publicKey: Span<UInt8>, within seconds: Range<UInt64>
  ) throws(CryptoError) -> UInt64? {
    for second in seconds {
      var source = BootTimeSource(secondsSince1970: second)
      let key = try Crypto.P256.generate(using: &source)
      let candidate = try [UInt8](capacity: Crypto.P256.publicKeyLength) {
        out throws(CryptoError) in try key.publicKey(into: &out)
      }
      if constantTimeEqual(candidate.span, publicKey) { return second }
    }
    return nil
  }
}
