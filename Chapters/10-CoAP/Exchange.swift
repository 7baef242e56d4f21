import Wire

/// A request and what became of it.
struct Exchange {
  enum Stage {
    /// The application does not know of it yet.
    case received(resource: Int, optionsLength: Int)
    case processing
    /// The answer was sent in a Confirmable message, which is not acknowledged.
    case expectAcknowledgement(Retransmission, messageID: UInt16)
    /// The application does not know yet that its answer was in vain.
    case notDelivered
    case answered
  }

  let id: RequestID
  let header: Header
  let token: Token
  /// Bytes of the datagram that brought it.
  let requestSize: Int
  let expiry: Instant
  var stage: Stage
  /// When the request is to be acknowledged without an answer.
  var acknowledgeAt: Instant?
  var isAcknowledged = false
  /// The request's options and payload, then the datagram that answers it.
  var bytes: [UInt8]
  var mustSend = false

  var messageID: UInt16 { header.messageID }
  var isConfirmable: Bool { header.type == .confirmable }

  /// Whether doing it twice would be the same as doing it once (RFC 7252, 5.1).
  var isIdempotent: Bool { header.code != .post }

  var isAnswered: Bool {
    if case .answered = stage { !mustSend } else { false }
  }

  var awaitsResponse: Bool {
    if case .processing = stage { true } else { false }
  }

  /// Whether the application must still hear how its answer fared.
  var owesNews: Bool {
    switch stage {
    case .expectAcknowledgement, .notDelivered: true
    case .received, .processing, .answered: false
    }
  }

  var deadline: Instant {
    if case .expectAcknowledgement(let retransmission, _) = stage {
      return retransmission.deadline
    }
    return min(expiry, acknowledgeAt ?? expiry)
  }

  mutating func step(now: Instant) {
    guard case .expectAcknowledgement(var retransmission, let id) = stage else {
      return
    }
    let step = retransmission.step(now: now)
    stage = .expectAcknowledgement(retransmission, messageID: id)
    if case .send = step { mustSend = true }
    if case .giveUp = step {
      stage = .notDelivered
      mustSend = false
    }
  }

  mutating func poll(
    into out: inout OutputSpan<UInt8>
  ) -> Output<CoAPServerEvent>? {
    switch stage {
    case .received(let resource, let optionsLength):
      guard copy(into: &out) else { return .bufferTooSmall(needed: bytes.count) }
      bytes = []
      stage = .processing
      return .event(
        .request(id, header.code, resource: resource, optionsLength: optionsLength))
    case .notDelivered:
      stage = .answered
      return .event(.notDelivered(id))
    case .processing, .expectAcknowledgement, .answered:
      guard mustSend else { return nil }
      guard copy(into: &out) else { return .bufferTooSmall(needed: bytes.count) }
      mustSend = false
      return .transmit
    }
  }

  @_lifetime(out: copy out)
  private func copy(into out: inout OutputSpan<UInt8>) -> Bool {
    guard bytes.count <= out.freeCapacity else { return false }
    for byte in bytes { out.append(byte) }
    return true
  }
}
