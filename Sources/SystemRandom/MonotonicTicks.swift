import Randomness

/// The system's monotonic clock, in nanoseconds.
public struct MonotonicTicks: FastClock {
  private let start = SuspendingClock.now

  public init() {}

  public mutating func ticks() -> UInt64 {
    let (seconds, attoseconds) = (SuspendingClock.now - start).components
    return UInt64(truncatingIfNeeded: seconds) &* 1_000_000_000
      &+ UInt64(truncatingIfNeeded: attoseconds / 1_000_000_000)
  }
}
