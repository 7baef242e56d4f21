// SPDX-License-Identifier: Apache-2.0
import Primitives
import Randomness
import SystemRandom
import Testing

struct SourcesTests {
  /// Sizes on both sides of what one call to the kernel gives.
  @Test(arguments: [0, 1, 32, 255, 256, 257, 1_000])
  func theKernelFillsEveryByte(count: Int) throws {
    let draws = try (0..<8).map { _ in
      var source = SystemRandom()
      let secret = try source.secret(count: count)
      return (0..<count).map { secret.bytes[$0] }
    }
    #expect(count < 32 || Set(draws).count == 8)
    // A byte that is zero in eight draws of eight comes up once in 2⁶⁴.
    #expect((0..<count).allSatisfy { i in draws.contains { $0[i] != 0 } })
  }

  @Test(arguments: ProcessorNoise.Instruction.allCases)
  func theProcessorsInstructionPassesOrIsMissing(
    instruction: ProcessorNoise.Instruction
  ) throws {
    guard let noise = try? ProcessorNoise(instruction) else {
      #expect(throws: NoiseFault.silent) { try ProcessorNoise(instruction) }
      return
    }
    var source = try HealthTested(noise)
    for _ in 0..<100_000 { _ = try source.sample() }
  }

  /// A clock that every read moves by the same step: a processor without caches, or an
  /// emulator. The start-up test must find it.
  @Test func jitterWithoutJitterIsRefused() {
    struct Steady: FastClock {
      var now: UInt64 = 0
      let step: UInt64
      mutating func ticks() -> UInt64 {
        now += step
        return now
      }
    }
    func fault(step: UInt64) -> NoiseFault? {
      do throws(NoiseFault) {
        _ = try HealthTested(JitterNoise(Steady(step: step)))
        return nil
      } catch { return error }
    }
    #expect(fault(step: 1000) == .repeated(21))
    #expect(fault(step: 0) == .silent)
  }

  @Test func jitterOnThisMachineMoves() throws {
    var noise = JitterNoise(MonotonicTicks())
    var seen: Set<UInt8> = []
    for _ in 0..<10_000 { seen.insert(try noise.sample()) }
    #expect(seen.count > 8)
  }
}
