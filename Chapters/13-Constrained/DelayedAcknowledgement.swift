import Wire

/// When to acknowledge what came: at once, with the next data, or a little later.
struct DelayedAcknowledgement {
  private enum Due {
    case never
    case later(Instant)
    case atOnce
  }

  let delay: Duration
  private var due = Due.never

  //= rfc5681#4.2
  //# Specifically, an ACK SHOULD be generated for at least every
  //# second full-sized segment, and MUST be generated within 500 ms of the
  //# arrival of the first unacknowledged packet.
  init(delay: Duration) { self.delay = min(delay, .milliseconds(500)) }

  mutating func segmentArrived(now: Instant) {
    switch due {
    case .never: due = .later(now + delay)
    case .later, .atOnce: due = .atOnce
    }
  }

  mutating func demandAtOnce() { due = .atOnce }
  /// A segment left, and every segment acknowledges.
  mutating func sent() { due = .never }

  mutating func handleTimeout(now: Instant) {
    if case .later(let moment) = due, moment <= now { due = .atOnce }
  }

  var isDue: Bool {
    if case .atOnce = due { true } else { false }
  }

  var deadline: Instant? {
    if case .later(let moment) = due { moment } else { nil }
  }
}
