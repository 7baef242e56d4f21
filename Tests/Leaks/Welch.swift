// SPDX-License-Identifier: Apache-2.0

/// Two classes of times, and whether their means differ (Welch's t-test).
struct Welch {
  private var count = [0.0, 0.0]
  private var mean = [0.0, 0.0]
  private var squares = [0.0, 0.0]

  mutating func add(_ time: Double, to side: Int) {
    count[side] += 1
    let off = time - mean[side]
    mean[side] += off / count[side]
    squares[side] += off * (time - mean[side])
  }

  /// How many standard errors the means lie apart.
  var t: Double {
    guard count[0] > 1, count[1] > 1 else { return 0 }
    let error = (0..<2).map { squares[$0] / (count[$0] - 1) / count[$0] }
    let sum = error[0] + error[1]
    return sum == 0 ? (mean[0] == mean[1] ? 0 : .infinity) : (mean[0] - mean[1]) / sum.squareRoot()
  }

  /// By which part of the second the first is slower, or faster if it is negative.
  var part: Double { mean[1] > 0 ? mean[0] / mean[1] - 1 : 0 }
}
