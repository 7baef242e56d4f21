/// Finds a source that has begun to prefer one value (SP 800-90B, 4.4.2).
struct AdaptiveProportion {
  static let window = 512

  private var sample: UInt8 = 0
  private var count = 0
  private var seen = 0

  mutating func see(_ next: UInt8, _ cutoffs: Cutoffs) throws(NoiseFault) {
    if seen == 0 {
      sample = next
      count = 1
    } else if next == sample {
      count += 1
      guard count < cutoffs.occurrences else { throw .tooFrequent(count) }
    }
    seen = (seen + 1) % Self.window
  }
}
