/// A moment on the caller's clock: nanoseconds since that clock's start.
public struct Instant: Comparable, Hashable, Sendable {
  public var nanoseconds: UInt64

  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  public static func < (a: Instant, b: Instant) -> Bool {
    a.nanoseconds < b.nanoseconds
  }

  /// At the latest the last moment that can be counted, which never comes.
  public static func + (moment: Instant, duration: Duration) -> Instant {
    Instant(nanoseconds: saturatingSum(moment.nanoseconds, duration.nanoseconds))
  }

  /// The time from `earlier` to `later`; none if `later` is in truth the earlier one.
  public static func - (later: Instant, earlier: Instant) -> Duration {
    Duration(nanoseconds: later.nanoseconds)
      - Duration(nanoseconds: earlier.nanoseconds)
  }
}
