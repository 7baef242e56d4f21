import Primitives

extension HealthTested where Noise: ~Copyable {
  /// 256 bits that are as good as the claim is true: a hash over samples with 64 bits more
  /// min-entropy than it gives out (SP 800-90C, on full entropy).
  mutating func seed<Hash: HashFunction & ~Copyable>(
    _ hash: inout Hash
  ) throws(CryptoError) -> Secret {
    guard Hash.digestLength == 32 else { throw .unsupported }
    let needed = (256 + 64 + Noise.minEntropy.rawValue - 1) / Noise.minEntropy.rawValue
    let samples = try Secret(count: needed) { samples throws(CryptoError) in
      for i in samples.indices {
        do throws(NoiseFault) { samples[i] = try sample() } catch {
          throw .entropyFailure
        }
      }
    }
    try hash.update(samples.bytes)
    return try Secret(count: 32) { seed throws(CryptoError) in
      try seed.withUnsafeMutableBufferPointer { bytes throws(CryptoError) in
        var out = OutputSpan(buffer: bytes, initializedCount: 0)
        try hash.finish(into: &out)
        _ = out.finalize(for: bytes)
      }
    }
  }
}
