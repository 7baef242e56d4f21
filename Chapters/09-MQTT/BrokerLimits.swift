import Wire

/// What a broker is ready to spend, on everybody and on each.
public struct BrokerLimits: Equatable, Sendable {
  /// Connections at the same time.
  public var connections = 16_384
  /// Sessions, of clients that are there and of clients that are not.
  public var sessions = 16_384
  /// How long a client may take from its first byte of TCP to the end of its CONNECT.
  public var connectTimeout = Duration.seconds(10)
  /// Bytes of the largest CONNECT: nobody has been asked for a password yet.
  public var connectSize = 4_096
  /// Bytes of any other packet.
  public var packetSize = 65_536
  /// Bytes of messages that may wait on one connection; a single one may always.
  public var backlog = 65_536
  /// Bytes of answers that may wait behind them.
  public var answers = 4_096

  /// Subscriptions of one session.
  public var subscriptions = 64
  /// Bytes of one topic filter.
  public var filterSize = 256
  /// Levels of one topic filter.
  public var filterLevels = 16

  /// QoS 1 messages that one client may leave unacknowledged.
  public var window = 16
  /// Messages that wait for one session.
  public var queuedMessages = 256
  /// Bytes of their topics and payloads.
  public var queuedBytes = 262_144
  /// Topics with a retained message.
  public var retainedMessages = 16_384
  /// Bytes of their topics and payloads.
  public var retainedBytes = 16_777_216

  public init() {}
}

/// What happened since the broker began. Numbers go up only.
public struct BrokerCounters: Equatable, Sendable {
  /// Network connections turned away, since there were too many.
  public var turnedAway = 0
  /// CONNECTs answered with yes, and with no.
  public var accepted = 0
  public var refused = 0

  /// Connections that ended, by reason.
  public var goodbyes = 0
  public var lost = 0
  public var violations = 0
  public var takenOver = 0
  public var connectTimeouts = 0
  public var keepAliveTimeouts = 0

  /// PUBLISH packets that came, and those of them that the policy forbade.
  public var published = 0
  public var publishesForbidden = 0
  /// Filters that got a return code 80: forbidden by the policy, or above a limit.
  public var subscriptionsForbidden = 0
  public var subscriptionsAboveLimit = 0
  /// Messages for one subscriber: put on their way, forbidden, and given up since the
  /// subscriber reads too slowly or is away too long.
  public var delivered = 0
  public var deliveriesForbidden = 0
  public var deliveriesAboveLimit = 0
  /// Retained messages that found no room.
  public var retainedAboveLimit = 0

  public init() {}

  mutating func count(_ reason: CloseReason) {
    switch reason {
    case .goodbye: goodbyes += 1
    case .lost: lost += 1
    case .refused: refused += 1
    case .violation: violations += 1
    case .takenOver: takenOver += 1
    case .connectTimedOut: connectTimeouts += 1
    case .keepAliveExpired: keepAliveTimeouts += 1
    }
  }
}
