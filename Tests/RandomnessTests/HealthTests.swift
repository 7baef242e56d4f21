// SPDX-License-Identifier: Apache-2.0
import Primitives
import Randomness
import TestSupport
import Testing

/// Noise from a function of the sample's number; nil is silence.
struct Scripted: NoiseSource, ~Copyable {
  static var minEntropy: MinEntropy { .four }
  var number = 0
  let value: (Int) -> UInt8?

  init(_ value: @escaping (Int) -> UInt8?) { self.value = value }

  mutating func sample() throws(NoiseFault) -> UInt8 {
    defer { number += 1 }
    guard let value = value(number) else { throw .silent }
    return value
  }
}

/// Bytes without a pattern, the same in every run.
func mixed(_ number: Int) -> UInt8 {
  var random = SeededRandom(seed: UInt64(number) &* 0x9E37_79B9)
  return UInt8(truncatingIfNeeded: random.next())
}

/// Why a source over `value` failed: at the start, or within `samples` after it.
func fault(in samples: Int = 0, _ value: @escaping (Int) -> UInt8?) -> NoiseFault? {
  do throws(NoiseFault) {
    var source = try HealthTested(Scripted(value))
    for _ in 0..<samples { _ = try source.sample() }
    return nil
  } catch { return error }
}

struct HealthTests {
  /// The cutoffs, computed again from the standard's formulas.
  @Test(arguments: MinEntropy.allCases)
  func cutoffsAreThoseOfTheStandard(claim: MinEntropy) {
    let cutoffs = Cutoffs(claim)
    let bits = claim.rawValue
    #expect(cutoffs.repetitions == 1 + (20 + bits - 1) / bits)
    // The binomial distribution of 512 draws, each with a chance of 2^-H.
    let chance = 1 / Double(1 << bits)
    var term = 1.0
    for _ in 0..<512 { term *= 1 - chance }
    var sum = term
    var critical = 0
    while sum < 1 - 1 / Double(1 << 20) {
      term *= Double(512 - critical) / Double(critical + 1) * chance / (1 - chance)
      critical += 1
      sum += term
    }
    #expect(cutoffs.occurrences == 1 + critical)
  }

  @Test func goodNoisePassesForALongTime() {
    #expect(fault(in: 200_000, mixed) == nil)
  }

  @Test func aSourceThatIsStuckFailsAtTheStart() {
    #expect(fault { _ in 0 } == .repeated(6))
    #expect(fault { _ in 0xFF } == .repeated(6), "as RDRAND did on some processors")
  }

  @Test func fiveInARowPassAndSixDoNot() {
    #expect(fault { (100..<105).contains($0) ? 7 : mixed($0) } == nil)
    #expect(fault { (100..<106).contains($0) ? 7 : mixed($0) } == .repeated(6))
  }

  /// One value at every eighth place: never twice in a row, and too often all the same.
  @Test func aSourceThatPrefersAValueFails() {
    let found = fault {
      $0 % 8 == 0 ? 42 : UInt8(truncatingIfNeeded: $0 % 8 + Int(mixed($0)) & 0xF8)
    }
    #expect(found == .tooFrequent(62))
  }

  /// The window begins anew, so what came in the last one does not count in this one.
  @Test func sixtyOneInAWindowPass() {
    func preferring(_ count: Int) -> (Int) -> UInt8? {
      { number in
        let place = number % 512
        let other = UInt8(truncatingIfNeeded: number % 251 + 1)
        return place.isMultiple(of: 2) && place / 2 < count ? 0 : other
      }
    }
    #expect(fault(in: 2048, preferring(61)) == nil)
    #expect(fault(in: 2048, preferring(62)) == .tooFrequent(62))
  }

  @Test(arguments: [0, 1, 1023])
  func silenceAtTheStartIsAFault(at place: Int) {
    #expect(fault { $0 == place ? nil : mixed($0) } == .silent)
  }

  /// A source that fails while it is used stays failed, though it would go on.
  @Test func whatFailedOnceStaysFailed() throws {
    var source = try HealthTested(Scripted { (2000..<2100).contains($0) ? 9 : mixed($0) })
    var given = 0
    var seen: NoiseFault?
    for _ in 0..<3000 {
      do throws(NoiseFault) {
        _ = try source.sample()
        given += 1
      } catch { seen = error }
    }
    #expect(seen == .repeated(6) && source.fault == seen)
    #expect(given == 2000 - 1024 + 5)
  }

  @Test func aFaultIsOneSentenceThatSaysWhatToDo() {
    for fault in [NoiseFault.silent, .repeated(6), .tooFrequent(62)] {
      let text = fault.description
      #expect(text.contains(";") && !text.contains("\n") && !text.hasSuffix("."))
    }
    #expect(NoiseFault.repeated(6).description.contains("6 times in a row"))
    #expect(NoiseFault.tooFrequent(62).description.contains("62 times in 512"))
  }
}
