// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Testing

@Suite struct SpreadTests {
  @Test func ofKnownNumbers() {
    let spread = Spread(of: [4, 1, 3, 2, 5])
    #expect(spread.median == 3)
    #expect(spread.lowerQuartile == 2)
    #expect(spread.upperQuartile == 4)
    #expect(spread.minimum == 1)
    #expect(spread.maximum == 5)
  }

  @Test func betweenTwoNumbersLiesAStraightLine() {
    let spread = Spread(of: [10, 20])
    #expect(spread.median == 15)
    #expect(spread.lowerQuartile == 12.5)
    #expect(spread.upperQuartile == 17.5)
  }

  @Test func oneNumberIsAllOfThem() {
    let spread = Spread(of: [7])
    #expect(spread.minimum == 7 && spread.median == 7 && spread.maximum == 7)
  }

  /// The machine was twice as slow in the second round, for both; the ratio does not notice.
  @Test func ratiosAreTakenWithinARound() {
    let ratio = Spread(of: [200, 400, 200], over: [100, 200, 100])
    #expect(ratio.minimum == 2 && ratio.maximum == 2)
  }
}
