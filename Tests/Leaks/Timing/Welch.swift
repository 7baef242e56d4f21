// SPDX-License-Identifier: Apache-2.0

/// Welch's t: how many standard errors lie between two classes' means.
struct Welch {
  private var count = (0.0, 0.0)
  private var mean = (0.0, 0.0)
  private var squares = (0.0, 0.0)

  mutating func add(_ value: Double, isFixed: Bool) {
    if isFixed {
      Self.add(value, &count.0, &mean.0, &squares.0)
    } else {
      Self.add(value, &count.1, &mean.1, &squares.1)
    }
  }

  /// One value after the other, so that no sum grows large (Welford 1962).
  private static func add(
    _ value: Double, _ count: inout Double, _ mean: inout Double, _ squares: inout Double
  ) {
    count += 1
    let difference = value - mean
    mean += difference / count
    squares += difference * (value - mean)
  }

  var t: Double {
    guard count.0 > 1, count.1 > 1 else { return 0 }
    let error =
      squares.0 / (count.0 - 1) / count.0 + squares.1 / (count.1 - 1) / count.1
    return error > 0 ? (mean.0 - mean.1) / error.squareRoot() : 0
  }
}

/// The t of what was measured, after the slowest were cropped: an interrupt tells of the
/// machine, not of the secret. The crop that shows most counts.
func strongest(_ times: [Double], _ isFixed: [Bool]) -> Double {
  let sorted = times.sorted()
  return [0.5, 0.75, 0.9, 0.99].map { part in
    let limit = sorted[Int(Double(sorted.count - 1) * part)]
    var welch = Welch()
    for (time, isFixed) in zip(times, isFixed) where time <= limit {
      welch.add(time, isFixed: isFixed)
    }
    return welch.t
  }.max { abs($0) < abs($1) } ?? 0
}
