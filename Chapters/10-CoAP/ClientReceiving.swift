import Wire

/// One step of the client for each kind of message.
extension CoAPClient {
  public mutating func handle(_ datagram: Span<UInt8>, now: Instant) {
    guard datagram.count <= options.maximumMessageSize else {
      counters.tooLarge &+= 1
      return
    }
    do throws(WireError) {
      receive(try Message(datagram), now: now)
    } catch { replies.reject(malformed: datagram, &counters) }
  }

  private mutating func receive(_ message: borrowing Message, now: Instant) {
    switch message.header.type {
    case .reset: receiveReset(message)
    case .acknowledgement: receiveAcknowledgement(message, now: now)
    case .confirmable, .nonConfirmable: receiveSeparate(message, now: now)
    }
  }

  private func index(of messageID: UInt16) -> Int? {
    requests.firstIndex { $0.message.messageID == messageID }
  }

  private mutating func receiveReset(_ message: borrowing Message) {
    guard message.header.code == .empty,
      let i = index(of: message.header.messageID)
    else {
      counters.unmatched &+= 1
      return
    }
    events.append(Waiting(event: .reset(requests.remove(at: i).message.token)))
  }

  private mutating func receiveAcknowledgement(
    _ message: borrowing Message, now: Instant
  ) {
    //= rfc7252#4.4
    //# the Message ID and source endpoint of the Acknowledgement or Reset message MUST
    //# match the Message ID and destination endpoint of the Confirmable or
    //# Non-confirmable message.
    guard let i = index(of: message.header.messageID),
      requests[i].expectsAcknowledgement
    else {
      counters.unmatched &+= 1
      return
    }
    if message.header.code == .empty {
      requests[i].stage = .expectResponse(until: now + options.patience)
      requests[i].mustSend = false
      return
    }
    //= rfc7252#5.3.2
    //# In a piggybacked response, the Message ID of the Confirmable request and the
    //# Acknowledgement MUST match, and the tokens of the response and original request
    //# MUST match.
    guard message.header.code.isResponse, requests[i].message.token == message.token,
      isUnderstood(message)
    else {
      counters.unmatched &+= 1
      return
    }
    deliver(message, to: i, now: now)
  }

  private mutating func receiveSeparate(_ message: borrowing Message, now: Instant) {
    let header = message.header
    let isConfirmable = header.type == .confirmable
    //= rfc7252#4.5
    //# The recipient SHOULD acknowledge each duplicate copy of a Confirmable message
    //# using the same Acknowledgement or Reset message but SHOULD process any request or
    //# response in the message only once.
    if isConfirmable, recent.contains(header.messageID, now: now) {
      counters.duplicates &+= 1
      return replies.append(.acknowledgement, messageID: header.messageID, &counters)
    }
    guard header.code.isResponse, let i = index(of: message.token),
      isUnderstood(message)
    else {
      counters.unmatched &+= 1
      return replies.reject(header, &counters)
    }
    if isConfirmable {
      let lifetime = options.transmission.exchangeLifetime
      recent.append(header.messageID, until: now + lifetime)
      replies.append(.acknowledgement, messageID: header.messageID, &counters)
    }
    deliver(message, to: i, now: now)
  }

  //= rfc7252#5.4.1
  //# Unrecognized options of class "critical" that occur in a Confirmable response, or
  //# piggybacked in an Acknowledgement, MUST cause the response to be rejected
  /// No option that a response may have is critical, so none is understood.
  private func isUnderstood(_ message: borrowing Message) -> Bool {
    var options = message.options
    while let option = options.next() {
      if option.number.isCritical { return false }
    }
    return true
  }

  private mutating func deliver(
    _ message: borrowing Message, to i: Int, now: Instant
  ) {
    if message.header.code == .unauthorized, repeatWithEcho(message, i, now: now) {
      return
    }
    let token = requests.remove(at: i).message.token
    let bytes = message.options.bytes
    events.append(
      Waiting(
        event: .response(token, message.header.code, optionsLength: bytes.count),
        bytes: array(bytes) + array(message.payload)))
  }

  private mutating func repeatWithEcho(
    _ message: borrowing Message, _ i: Int, now: Instant
  ) -> Bool {
    var list = message.options
    while let option = list.next() {
      guard option.number == .echo, option.isUnderstood, !requests[i].hasEchoed
      else { continue }
      guard let id = nextMessageID(now) else { return false }
      requests[i].repeatWith(
        echo: option.value, messageID: id, options, now: now)
      return true
    }
    return false
  }
}
