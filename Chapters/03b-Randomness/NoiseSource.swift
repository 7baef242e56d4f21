import Primitives

/// Something that cannot be foretold, one byte at a time, and not evenly spread
/// (SP 800-90B, 2.2.1). Raw samples are for the health tests and the conditioning only.
public protocol NoiseSource: ~Copyable {
  /// What is claimed for it: how many bits of each sample nobody can guess.
  static var minEntropy: MinEntropy { get }

  /// Throws `.silent` if there is none to be had.
  mutating func sample() throws(NoiseFault) -> UInt8
}

/// Bits of min-entropy in a sample of eight: −log₂ of the chance of the likeliest value.
public enum MinEntropy: Int, CaseIterable, Sendable {
  case one = 1
  case two, three, four, five, six, seven, eight
}
