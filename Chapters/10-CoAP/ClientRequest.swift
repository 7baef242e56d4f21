import Wire

/// A request that has not been answered.
struct Request {
  enum Stage {
    case expectAcknowledgement(Retransmission)
    case expectResponse(until: Instant)
  }

  var message: Outgoing
  var stage: Stage
  var mustSend = true
  var hasEchoed = false
  private let random: UInt32

  init(
    _ message: Outgoing, _ options: CoAPClientOptions, random: UInt32, now: Instant
  ) {
    self.message = message
    self.random = random
    stage = Request.firstStage(message.type, options, random: random, now: now)
  }

  private static func firstStage(
    _ type: MessageType, _ options: CoAPClientOptions, random: UInt32, now: Instant
  ) -> Stage {
    type == .confirmable
      ? .expectAcknowledgement(
        Retransmission(options.transmission, random: random, now: now))
      : .expectResponse(until: now + options.patience)
  }

  var deadline: Instant {
    switch stage {
    case .expectAcknowledgement(let retransmission): retransmission.deadline
    case .expectResponse(let deadline): deadline
    }
  }

  var expectsAcknowledgement: Bool {
    if case .expectAcknowledgement = stage { true } else { false }
  }

  /// Whether there is still hope.
  mutating func step(now: Instant) -> Bool {
    switch stage {
    case .expectResponse(let deadline): return now < deadline
    case .expectAcknowledgement(var retransmission):
      let step = retransmission.step(now: now)
      stage = .expectAcknowledgement(retransmission)
      if case .send = step { mustSend = true }
      if case .giveUp = step { return false }
      return true
    }
  }

  /// Asks again, with the proof of our address that the server wants (RFC 9175, 2.3).
  mutating func repeatWith(
    echo: Span<UInt8>, messageID: UInt16, _ options: CoAPClientOptions, now: Instant
  ) {
    message.options.append(.echo, echo)
    message.messageID = messageID
    stage = Request.firstStage(message.type, options, random: random, now: now)
    mustSend = true
    hasEchoed = true
  }
}

/// The Message IDs of separate responses that we acknowledged: the last eight.
struct RecentMessages {
  private var entries: [(messageID: UInt16, until: Instant)] = []

  func contains(_ messageID: UInt16, now: Instant) -> Bool {
    entries.contains { $0.messageID == messageID && now < $0.until }
  }

  mutating func append(_ messageID: UInt16, until: Instant) {
    if entries.count == 8 { entries.removeFirst() }
    entries.append((messageID, until))
  }
}
