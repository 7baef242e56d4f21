// SPDX-License-Identifier: Apache-2.0
import Testing
import Wire

@Test func durationsAreGivenAndTakenInUnits() {
  #expect(Duration.seconds(2) == Duration(nanoseconds: 2_000_000_000))
  #expect(Duration.milliseconds(2) == Duration(nanoseconds: 2_000_000))
  #expect(Duration.microseconds(2) == Duration(nanoseconds: 2_000))
  #expect(Duration.milliseconds(1_999).seconds == 1)
  #expect(Duration.seconds(3).milliseconds == 3_000)
  #expect(Duration.seconds(3).microseconds == 3_000_000)
  #expect(Duration.seconds(UInt16.max).seconds == 65_535)
}

@Test func whatWouldBeNegativeIsNone() {
  #expect(Duration.seconds(-1) == .zero)
  #expect(Duration.seconds(5) * -3 == .zero)
  #expect(Duration.seconds(1) - .seconds(2) == .zero)
  #expect(Instant(nanoseconds: 5) - Instant(nanoseconds: 9) == .zero)
  #expect(Duration.seconds(Int.min) == .zero)
}

@Test func whatIsTooLongStaysTheLongest() {
  #expect(Duration.seconds(UInt64.max) == .forever)
  #expect(Duration.seconds(18_446_744_074) == .forever)
  #expect(Duration.seconds(18_446_744_073) < .forever)
  #expect(Duration.forever + .seconds(1) == .forever)
  #expect(Duration.forever * 2 == .forever)
  #expect(Instant(nanoseconds: 7) + .forever == Instant(nanoseconds: .max))
}

@Test func momentsAndDurationsAddUp() {
  let start = Instant(nanoseconds: 1_000)
  let later = start + .microseconds(3)
  #expect(later - start == .microseconds(3))
  #expect(start < later && later > start)
  #expect(Duration.seconds(2) + .milliseconds(500) == .milliseconds(2_500))
  #expect(Duration.seconds(2) - .milliseconds(500) == .milliseconds(1_500))
  #expect([Duration.seconds(1), .milliseconds(1), .microseconds(1)].min() == .microseconds(1))
}

/// RFC 6298, 5.5: a retransmission timer doubles every time that it fires.
@Test func doublingNeverOverflows() {
  var wait = Duration.seconds(1)
  for _ in 0..<100 {
    let next = wait * 2
    #expect(next >= wait)
    wait = next
  }
  #expect(wait == .forever)
}
