import Wire

/// One step of the server for each kind of message.
extension CoAPServer {
  public mutating func handle(_ datagram: Span<UInt8>, now: Instant) {
    guard datagram.count <= options.maximumMessageSize else {
      counters.tooLarge &+= 1
      return
    }
    forgetExpired(now: now)
    do throws(WireError) {
      receive(try Message(datagram), size: datagram.count, now: now)
    } catch { replies.reject(malformed: datagram, &counters) }
  }

  private mutating func receive(
    _ message: borrowing Message, size: Int, now: Instant
  ) {
    switch message.header.type {
    case .acknowledgement, .reset: receiveEnd(message.header)
    case .confirmable, .nonConfirmable:
      guard message.header.code.isRequest else {
        counters.unmatched &+= 1
        return replies.reject(message.header, &counters)
      }
      receiveRequest(message, size: size, now: now)
    }
  }

  //= rfc7252#5.2.2
  //# The server MUST stop retransmitting its response on any matching Acknowledgement
  //# (silently ignoring any Response Code or payload) or Reset message.
  private mutating func receiveEnd(_ header: Header) {
    for i in exchanges.indices {
      guard case .expectAcknowledgement(_, header.messageID) = exchanges[i].stage else {
        continue
      }
      exchanges[i].stage = header.type == .reset ? .notDelivered : .answered
      exchanges[i].mustSend = false
      return
    }
    counters.unmatched &+= 1
  }

  private mutating func receiveRequest(
    _ message: borrowing Message, size: Int, now: Instant
  ) {
    let header = message.header
    if let i = exchanges.firstIndex(where: { $0.messageID == header.messageID }) {
      return receiveDuplicate(of: i)
    }
    let code: Code
    switch resources.route(message) {
    case .refuse(.badOption) where header.type == .nonConfirmable:
      //= rfc7252#5.4.1
      //# Unrecognized options of class "critical" that occur in a Non-confirmable message
      //# MUST cause the message to be rejected
      counters.unmatched &+= 1
      return
    case .refuse(let refusal): code = refusal
    case .core: return answerCore(message, size: size, now: now)
    case .resource(let resource):
      proof.check(message)
      guard proof.isGiven || header.code == .get else {
        return reply(.unauthorized, proof.demand, to: message, now: now)
      }
      guard remember(message, size: size, now: now) else { return }
      let last = exchanges.count - 1
      exchanges[last].bytes = array(message.options.bytes) + array(message.payload)
      exchanges[last].stage = .received(
        resource: resource, optionsLength: message.options.bytes.count)
      return
    }
    reply(code, to: message, now: now)
  }

  /// An answer without payload, of which nothing need be remembered.
  private mutating func reply(
    _ code: Code, _ list: OptionList = OptionList(), to message: borrowing Message,
    now: Instant
  ) {
    let isConfirmable = message.header.type == .confirmable
    guard let id = isConfirmable ? message.header.messageID : nextMessageID(now) else {
      counters.refused &+= 1
      return
    }
    replies.append(
      isConfirmable ? .acknowledgement : .nonConfirmable, code, messageID: id,
      token: message.token, options: list, &counters)
  }

  private mutating func receiveDuplicate(of i: Int) {
    counters.duplicates &+= 1
    //= rfc7252#4.5
    //# the recipient SHOULD silently ignore any duplicated Non-confirmable message and
    //# SHOULD process any request or response in the message only once.
    guard exchanges[i].isConfirmable else { return }
    //= rfc7252#5.2.2
    //# If a retransmitted request is received (perhaps because the original
    //# Acknowledgement was delayed), another Empty Acknowledgement is sent, and any
    //# response MUST be sent as a separate response.
    if exchanges[i].isAcknowledged { return acknowledge(i) }
    if case .answered = exchanges[i].stage {
      exchanges[i].mustSend = !exchanges[i].bytes.isEmpty
    }
  }

  /// Makes an exchange of a request. If there is no room, an idempotent one is forgotten
  /// that has been answered; a POST is never, so that it is not done twice.
  private mutating func remember(
    _ message: borrowing Message, size: Int, now: Instant
  ) -> Bool {
    if exchanges.count >= options.maximumExchanges {
      let old = exchanges.firstIndex { $0.isAnswered && $0.isIdempotent }
      guard let old else {
        counters.refused &+= 1
        reply(.serviceUnavailable, to: message, now: now)
        return false
      }
      exchanges.remove(at: old)
    }
    lastNumber &+= 1
    let isConfirmable = message.header.type == .confirmable
    let times = options.transmission
    exchanges.append(
      Exchange(
        id: RequestID(number: lastNumber), header: message.header, token: message.token,
        requestSize: size,
        expiry: now + (isConfirmable ? times.exchangeLifetime : times.nonLifetime),
        stage: .processing,
        acknowledgeAt: isConfirmable ? now + options.acknowledgeAfter : nil, bytes: []))
    return true
  }

  private mutating func answerCore(
    _ message: borrowing Message, size: Int, now: Instant
  ) {
    proof.check(message)
    guard remember(message, size: size, now: now) else { return }
    var list = OptionList()
    list.append(.contentFormat, uint: UInt32(Resources.linkFormat))
    let links = resources.links()
    do throws(CoAPUsageError) {
      try answer(
        exchanges.count - 1, .content, list, links.span, random: 0, now: now)
    } catch { counters.refused &+= 1 }
  }
}
