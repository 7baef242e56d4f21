// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing
import Wire

struct StrikeRegisterTests {
  private func at(_ seconds: Double) -> Instant {
    Instant(nanoseconds: UInt64(seconds * 1e9))
  }

  private final class Asked {
    var register: StrikeRegister

    init(_ register: StrikeRegister) { self.register = register }

    func isFirst(_ number: UInt64, at now: Instant) -> Bool {
      var random = SeededRandom(seed: number)
      return isFirst(random.bytes(32), at: now)
    }

    func isFirst(_ thing: [UInt8], at now: Instant) -> Bool {
      register.isFirst(thing.span, at: now)
    }
  }

  //= rfc8446#8.2
  //# When implementations are freshly started, they SHOULD reject 0-RTT as
  //# long as any portion of their recording window overlaps the startup
  //# time.
  @Test func refusesAllAfterItsStart() {
    let register = Asked(StrikeRegister(capacity: 8, startedAt: at(1000)))
    #expect(!register.isFirst(1, at: at(1000)))
    #expect(!register.isFirst(2, at: at(1019)))
    #expect(register.isFirst(3, at: at(1020)))
  }

  @Test func knowsWhatItSaw() {
    let register = Asked(StrikeRegister(capacity: 4096, startedAt: at(0)))
    for number in 0..<UInt64(300) {
      #expect(register.isFirst(number, at: at(100 + Double(number) / 100)))
    }
    for number in 0..<UInt64(300) {
      #expect(!register.isFirst(number, at: at(122.9)))
    }
  }

  /// Whatever came within the window is known; and it forgets, in the end.
  @Test func forgetsAfterItsWindow() {
    let register = Asked(StrikeRegister(capacity: 8, startedAt: at(0)))
    for start in stride(from: 100.0, to: 130.0, by: 0.7) {
      let copy = Asked(register.register)
      #expect(copy.isFirst(7, at: at(start)))
      #expect(!copy.isFirst(7, at: at(start + 20)))
      #expect(copy.isFirst(7, at: at(start + 31)))
      _ = register.isFirst(UInt64(start * 10), at: at(start))
    }
  }

  @Test func refusesWhenItIsFull() {
    let register = Asked(StrikeRegister(capacity: 100, startedAt: at(0)))
    let taken = (0..<UInt64(10_000)).filter {
      register.isFirst($0, at: at(100))
    }
    #expect(50...116 ~= taken.count)
    for number in taken { #expect(!register.isFirst(number, at: at(101))) }
    #expect(register.isFirst(10_001, at: at(200)))
  }

  @Test func survivesAnyClockAndAnySize() {
    for capacity in [Int.min, -1, 0, 1] {
      let register = Asked(
        StrikeRegister(
          capacity: capacity, window: .zero, startedAt: at(50)))
      #expect(!register.isFirst([1, 2, 3] as [UInt8], at: at(100)))
      _ = register.isFirst(1, at: Instant(nanoseconds: .max))
      _ = register.isFirst(1, at: Instant(nanoseconds: 0))
    }
  }
}
