/// Finds a source that is stuck (SP 800-90B, 4.4.1).
struct RepetitionCount {
  private var sample: UInt8 = 0
  private var count = 0

  mutating func see(_ next: UInt8, _ cutoffs: Cutoffs) throws(NoiseFault) {
    if count > 0, next == sample {
      count += 1
      guard count < cutoffs.repetitions else { throw .repeated(count) }
    } else {
      sample = next
      count = 1
    }
  }
}
