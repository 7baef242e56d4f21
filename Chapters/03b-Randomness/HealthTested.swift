/// A source of noise that is watched from its first sample on (SP 800-90B, 4.3).
/// What failed once stays failed until somebody makes a new one.
public struct HealthTested<Noise: NoiseSource & ~Copyable>: ~Copyable {
  private var noise: Noise
  private let cutoffs = Cutoffs(Noise.minEntropy)
  private var repetitions = RepetitionCount()
  private var proportion = AdaptiveProportion()
  /// Why nothing comes any more.
  public private(set) var fault: NoiseFault?

  /// The start-up test: 1,024 samples are looked at, and used for nothing else.
  public init(_ noise: consuming Noise) throws(NoiseFault) {
    self.noise = noise
    for _ in 0..<1024 { _ = try sample() }
  }

  /// The next sample, if it and all before it look as the claim says.
  public mutating func sample() throws(NoiseFault) -> UInt8 {
    if let fault { throw fault }
    do throws(NoiseFault) {
      let next = try noise.sample()
      try repetitions.see(next, cutoffs)
      try proportion.see(next, cutoffs)
      return next
    } catch {
      fault = error
      throw error
    }
  }
}
