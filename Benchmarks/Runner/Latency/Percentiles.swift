// SPDX-License-Identifier: Apache-2.0

/// Nearest-rank percentiles of whole numbers. What never happened counts as later than all that
/// did, so a percentile that falls there is `nil`: the failures are not forgotten.
public struct Percentiles: Codable, Equatable, Sendable {
  public var p50, p95, p99: Int?

  public init(of numbers: [Int?]) {
    let sorted = numbers.compactMap { $0 }.sorted()
    func nearestRank(_ percent: Int) -> Int? {
      let rank = (numbers.count * percent + 99) / 100
      return rank >= 1 && rank <= sorted.count ? sorted[rank - 1] : nil
    }
    p50 = nearestRank(50)
    p95 = nearestRank(95)
    p99 = nearestRank(99)
  }
}
