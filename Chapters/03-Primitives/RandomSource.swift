/// Where unpredictable bytes come from; a seeded one belongs into tests only.
public protocol RandomSource: ~Copyable {
  /// Fills `out` with unpredictable bytes, or throws and leaves it zero.
  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError)
}

extension RandomSource where Self: ~Copyable {
  /// As many bytes as are asked for, in a place that wipes itself.
  public mutating func secret(count: Int) throws(CryptoError) -> Secret {
    try Secret(count: count) { bytes throws(CryptoError) in try fill(&bytes) }
  }

  /// Tries private keys until the algorithm takes one (FIPS 186-5, A.2.2). On P-256 one in
  /// 2³² is refused, so a source that fails often enough to end this loop is broken.
  mutating func privateKey<Key: ~Copyable>(
    count: Int, _ make: (Span<UInt8>) throws(CryptoError) -> Key
  ) throws(CryptoError) -> Key {
    for _ in 0..<8 {
      let candidate = try secret(count: count)
      do throws(CryptoError) { return try make(candidate.bytes) } catch {
        guard error == .invalidKey else { throw error }
      }
    }
    throw .entropyFailure
  }
}
