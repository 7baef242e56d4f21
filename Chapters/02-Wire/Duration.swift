/// A length of time in nanoseconds, from none to 584 years.
///
/// Arithmetic saturates: what is too long stays the longest, what would be negative is none.
public struct Duration: Comparable, Hashable, Sendable {
  public var nanoseconds: UInt64

  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  public static var zero: Duration { Duration(nanoseconds: 0) }
  /// Longer than any device lives: as a timeout, never.
  public static var forever: Duration { Duration(nanoseconds: .max) }

  public static func microseconds(_ count: some BinaryInteger) -> Duration {
    Duration(nanoseconds: 1_000) * count
  }

  public static func milliseconds(_ count: some BinaryInteger) -> Duration {
    Duration(nanoseconds: 1_000_000) * count
  }

  public static func seconds(_ count: some BinaryInteger) -> Duration {
    Duration(nanoseconds: 1_000_000_000) * count
  }

  /// Whole microseconds, rounded down.
  public var microseconds: UInt64 { nanoseconds / 1_000 }
  /// Whole milliseconds, rounded down.
  public var milliseconds: UInt64 { nanoseconds / 1_000_000 }
  /// Whole seconds, rounded down.
  public var seconds: UInt64 { nanoseconds / 1_000_000_000 }

  public static func < (a: Duration, b: Duration) -> Bool {
    a.nanoseconds < b.nanoseconds
  }

  public static func + (a: Duration, b: Duration) -> Duration {
    Duration(nanoseconds: saturatingSum(a.nanoseconds, b.nanoseconds))
  }

  public static func - (a: Duration, b: Duration) -> Duration {
    Duration(nanoseconds: a > b ? a.nanoseconds - b.nanoseconds : 0)
  }

  /// Nothing for a negative factor.
  public static func * (a: Duration, factor: some BinaryInteger) -> Duration {
    let (product, overflow) =
      a.nanoseconds.multipliedReportingOverflow(by: UInt64(clamping: factor))
    return overflow ? .forever : Duration(nanoseconds: product)
  }
}

func saturatingSum(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : sum
}
