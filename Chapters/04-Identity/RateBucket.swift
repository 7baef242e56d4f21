import Wire

/// Lets so many through at once, and then one each interval.
public struct RateBucket: Equatable, Sendable {
  private let interval: Duration
  /// How long an empty one takes to fill.
  private let depth: Duration
  private var fullAt = Instant(nanoseconds: 0)

  public init(burst: Int, interval: Duration) {
    self.interval = interval
    depth = interval * burst
  }

  /// False if it is empty; then nothing was taken.
  public mutating func take(now: Instant) -> Bool {
    guard depth - (fullAt - now) >= interval else { return false }
    fullAt = max(fullAt, now) + interval
    return true
  }
}
