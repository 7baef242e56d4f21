import Wire

/// What both ends take for granted about time (RFC 7252, 4.8).
public struct TransmissionParameters: Equatable, Sendable {
  public var ackTimeout = Duration.seconds(2)
  /// ACK_RANDOM_FACTOR in percent; less than 100 counts as 100.
  public var ackRandomPercent: UInt16 = 150
  /// More than 16 count as 16.
  public var maxRetransmit: UInt8 = 4
  public var maxLatency = Duration.seconds(100)

  public init() {}

  var retransmissions: UInt8 { min(maxRetransmit, 16) }

  /// The longest that a first timeout can be.
  var longestTimeout: Duration {
    let percent = max(UInt64(ackRandomPercent), 100)
    return Duration(nanoseconds: (ackTimeout * percent).nanoseconds / 100)
  }

  public var maxTransmitSpan: Duration {
    longestTimeout * ((UInt32(1) << retransmissions) - 1)
  }

  public var maxTransmitWait: Duration {
    longestTimeout * ((UInt32(2) << retransmissions) - 1)
  }

  /// PROCESSING_DELAY is ACK_TIMEOUT.
  public var exchangeLifetime: Duration {
    maxTransmitSpan + maxLatency * 2 + ackTimeout
  }

  public var nonLifetime: Duration { maxTransmitSpan + maxLatency }

  //= rfc7252#4.2
  //# For a new Confirmable message, the initial timeout is set to a random duration
  //# (often not an integral number of seconds) between ACK_TIMEOUT and (ACK_TIMEOUT *
  //# ACK_RANDOM_FACTOR) (see Section 4.8), and the retransmission counter is set to 0.
  /// `random` out of 2³² of the way from the shortest timeout to the longest.
  func initialTimeout(random: UInt32) -> Duration {
    let spread = (longestTimeout - ackTimeout).nanoseconds
    let part = spread.multipliedFullWidth(by: UInt64(random) << 32).high
    return ackTimeout + Duration(nanoseconds: part)
  }
}

/// The timeout and the retransmission counter of one Confirmable message (4.2).
struct Retransmission {
  enum Step {
    case wait
    case send
    case giveUp
  }

  private var timeout: Duration
  private var remaining: UInt8
  private(set) var deadline: Instant
  private let end: Instant

  init(_ parameters: TransmissionParameters, random: UInt32, now: Instant) {
    timeout = parameters.initialTimeout(random: random)
    remaining = parameters.retransmissions
    deadline = now + timeout
    end = now + parameters.maxTransmitSpan
  }

  mutating func step(now: Instant) -> Step {
    guard now >= deadline else { return .wait }
    //= rfc7252#4.2
    //# the entire sequence of (re-)transmissions MUST stay in the envelope of
    //# MAX_TRANSMIT_SPAN
    guard remaining > 0, now <= end else { return .giveUp }
    remaining -= 1
    timeout = timeout + timeout
    deadline = now + timeout
    return .send
  }
}

/// Numbers for the messages that we send to one peer.
struct MessageIDs {
  private var next: UInt16
  private var issued: UInt16 = 0
  private var begun: Instant?

  init(first: UInt16) { next = first }

  //= rfc7252#4.4
  //# The same Message ID MUST NOT be reused (in communicating with the same endpoint)
  //# within the EXCHANGE_LIFETIME (Section 4.8.2).
  /// Half of all numbers in each lifetime, so that no two lifetimes share one;
  /// `nil` when they are used up.
  mutating func take(lifetime: Duration, now: Instant) -> UInt16? {
    if let begun, now - begun < lifetime {
      guard issued < 0x8000 else { return nil }
    } else {
      begun = now
      issued = 0
    }
    issued += 1
    next &+= 1
    return next
  }
}
