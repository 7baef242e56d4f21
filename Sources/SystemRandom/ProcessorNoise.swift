import CProcessorRandom
import Randomness

/// The processor's own random numbers, taken as noise and not on trust.
public struct ProcessorNoise: NoiseSource {
  public enum Instruction: String, CaseIterable, Sendable {
    /// From the circuit that makes the noise, after the processor's own conditioning.
    case rdseed
    /// From a generator that the circuit seeds.
    case rdrand
  }

  /// Half of what the makers claim.
  public static var minEntropy: MinEntropy { .four }

  private let instruction: Instruction
  private var number: UInt64 = 0
  private var left = 0

  /// Throws `.silent` on a processor without the instruction.
  public init(_ instruction: Instruction) throws(NoiseFault) {
    let isPresent =
      switch instruction {
      case .rdseed: things_has_rdseed() == 1
      case .rdrand: things_has_rdrand() == 1
      }
    guard isPresent else { throw .silent }
    self.instruction = instruction
  }

  public mutating func sample() throws(NoiseFault) -> UInt8 {
    if left == 0 {
      number = try ask()
      left = 8
    }
    left -= 1
    return UInt8(truncatingIfNeeded: number >> (8 * left))
  }

  /// The instruction may say that it has nothing yet, most often when other cores ask too.
  private func ask() throws(NoiseFault) -> UInt64 {
    var number: UInt64 = 0
    for _ in 0..<1000 {
      let came =
        switch instruction {
        case .rdseed: things_rdseed(&number)
        case .rdrand: things_rdrand(&number)
        }
      if came == 1 { return number }
    }
    throw .silent
  }
}
