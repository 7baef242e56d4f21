import Wire

/// How long to wait for an acknowledgement before sending again (RFC 6298).
public struct RetransmissionTimeout: Equatable, Sendable {
  /// The smoothed round-trip time, and how much it varies; `nil` before any measurement.
  public private(set) var smoothed: Duration?
  public private(set) var variation = Duration.zero
  public private(set) var current = Duration.seconds(1)
  let minimum: Duration

  //= rfc6298#2.4
  //# Whenever RTO is computed, if it is less than 1 second, then the
  //# RTO SHOULD be rounded up to 1 second.
  public init(minimum: Duration = .seconds(1)) { self.minimum = minimum }

  /// At least this long; a maximum may not be less (RFC 6298, 2.5).
  public static var maximum: Duration { .seconds(60) }
  /// The clock's granularity, `G`. Ours counts nanoseconds; we allow for a coarser one.
  public static var granularity: Duration { .milliseconds(1) }

  /// Takes a measurement of the round-trip time; also ends any back-off.
  public mutating func measured(_ time: Duration) {
    let new = time.nanoseconds
    if let smoothed {
      let old = smoothed.nanoseconds
      let error = new > old ? new - old : old - new
      // beta is 1/4 and alpha is 1/8; the variation is first, from the old time.
      variation = Duration(
        nanoseconds: variation.nanoseconds - variation.nanoseconds / 4 + error / 4)
      self.smoothed = Duration(nanoseconds: old - old / 8 + new / 8)
    } else {
      smoothed = time
      variation = Duration(nanoseconds: new / 2)
    }
    let computed = (smoothed ?? time) + max(Self.granularity, variation * 4)
    current = min(max(computed, minimum), Self.maximum)
  }

  //= rfc6298#5.5
  //# The host MUST set RTO <- RTO * 2 ("back off the timer").
  public mutating func backOff() { current = min(current * 2, Self.maximum) }

  /// After a SYN that had to be repeated, data begins with three seconds (5.7).
  mutating func beginCautiously() {
    if smoothed == nil { current = max(.seconds(3), minimum) }
  }
}
