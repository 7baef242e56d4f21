// SPDX-License-Identifier: Apache-2.0
import Histogram

/// The middle of many numbers, and how far they lie from it: half of them between the quartiles.
public struct Spread: Codable, Equatable, Sendable {
  public var median: Double
  public var lowerQuartile: Double
  public var upperQuartile: Double
  public var minimum: Double
  public var maximum: Double

  /// Between two numbers, the straight line that joins them (Hyndman and Fan's type 7).
  /// `numbers` may not be empty.
  public init(of numbers: [Double]) {
    let sorted = numbers.sorted()
    func quantile(_ part: Double) -> Double {
      let position = part * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
    median = quantile(0.5)
    lowerQuartile = quantile(0.25)
    upperQuartile = quantile(0.75)
    minimum = quantile(0)
    maximum = quantile(1)
  }

  /// Each value of the histogram is divided by `unit`.
  init(of histogram: Histogram<UInt32>, unit: Double) {
    median = Double(histogram.valueAtPercentile(50)) / unit
    lowerQuartile = Double(histogram.valueAtPercentile(25)) / unit
    upperQuartile = Double(histogram.valueAtPercentile(75)) / unit
    minimum = Double(histogram.min) / unit
    maximum = Double(histogram.max) / unit
  }

  /// Ratios of numbers that belong together pair by pair. Neither may be empty.
  public init(of numerators: [Double], over denominators: [Double]) {
    self.init(of: zip(numerators, denominators).map { $0 / $1 })
  }

  /// What `1 / x` does to the numbers, which turns their order round.
  func inverse(times factor: Double) -> Spread {
    var inverse = self
    inverse.median = factor / median
    inverse.lowerQuartile = factor / upperQuartile
    inverse.upperQuartile = factor / lowerQuartile
    inverse.minimum = factor / maximum
    inverse.maximum = factor / minimum
    return inverse
  }
}
