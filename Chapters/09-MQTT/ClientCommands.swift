import Wire

/// What an application asks of the client. A command that throws has changed nothing.
extension MQTTClient {
  /// Begins on a new network connection.
  ///
  /// With a clean session, what was not acknowledged is abandoned. Otherwise it is sent
  /// again, in its order, once the server lets us in.
  public mutating func connect(now: Instant) throws(MQTTUsageError) {
    guard case .closed = state else { throw .alreadyConnected }
    inbox.discardUnread()
    outbox.removeAll()
    try options.sendConnect(through: &outbox)
    for request in requests.all { events.append(.abandoned(request.packetIdentifier)) }
    requests.removeAll()
    if options.cleanSession {
      //= mqtt-v3.1.1#MQTT-3.1.2-6
      //# State data associated with this Session MUST NOT be reused in any subsequent
      //# Session
      for i in 0..<session.inFlight.count {
        events.append(.abandoned(session.inFlight.packetIdentifier(i)))
      }
      session.inFlight.removeAll()
    }
    state = .expectConnack(until: now + options.connackTimeout)
  }

  /// Sends a message; returns the packet identifier that `.published` will name,
  /// or `nil` with QoS 0, of which nothing more will be heard.
  @discardableResult
  public mutating func publish(
    _ payload: Span<UInt8>, to topic: Span<UInt8>,
    quality: QualityOfService = .atMostOnce, retain: Bool = false, now: Instant
  ) throws(MQTTUsageError) -> UInt16? {
    guard quality != .exactlyOnce else { throw .exactlyOnceNotSupported }
    let needsAnswer = quality == .atLeastOnce
    guard !needsAnswer || session.inFlight.count < Int(options.window) else {
      throw .windowFull
    }
    let identifier = needsAnswer ? session.unusedIdentifier(besides: requests) : 0
    let publish: Publish
    do throws(TextError) {
      publish = Publish(
        topic: try TopicName(topic), payload: payload, quality: quality, retain: retain,
        packetIdentifier: identifier)
    } catch { throw .text(error, "topic name") }
    try sendConnected(publish.header, now: now) { out throws(WireError) in
      try publish.write(into: &out)
    }
    guard needsAnswer else { return nil }
    outbox.copyLast(
      publish.header.packetSize, to: &session.inFlight, packetIdentifier: identifier)
    return identifier
  }

  /// Asks for messages; returns the packet identifier that `.subscribed` will name.
  @discardableResult
  public mutating func subscribe(
    to subscriptions: [SubscriptionRequest], now: Instant
  ) throws(MQTTUsageError) -> UInt16 {
    for subscription in subscriptions {
      try check(filter: subscription.filter.span)
      guard subscription.maximumQuality != .exactlyOnce else {
        throw .exactlyOnceNotSupported
      }
    }
    let identifier = try request(count: subscriptions.count)
    try sendConnected(Subscribe.header(subscriptions), now: now) {
      out throws(WireError) in
      try Subscribe.write(subscriptions, packetIdentifier: identifier, into: &out)
    }
    requests.append(
      Requests.Request(
        packetIdentifier: identifier, answer: .suback, count: subscriptions.count))
    return identifier
  }

  /// Wants no more of these; returns the packet identifier that `.unsubscribed` will name.
  @discardableResult
  public mutating func unsubscribe(
    from filters: [[UInt8]], now: Instant
  ) throws(MQTTUsageError) -> UInt16 {
    for filter in filters { try check(filter: filter.span) }
    let identifier = try request(count: filters.count)
    try sendConnected(Unsubscribe.header(filters), now: now) { out throws(WireError) in
      try Unsubscribe.write(filters, packetIdentifier: identifier, into: &out)
    }
    requests.append(
      Requests.Request(
        packetIdentifier: identifier, answer: .unsuback, count: filters.count))
    return identifier
  }

  /// Says goodbye after what was sent before; the will is then not published.
  public mutating func disconnect(now: Instant) throws(MQTTUsageError) {
    let disconnect = Signal(.disconnect)
    try sendConnected(disconnect.header, now: now) { out throws(WireError) in
      try disconnect.write(into: &out)
    }
    //= mqtt-v3.1.1#MQTT-3.14.4-2
    //# After sending a DISCONNECT Packet the Client MUST NOT send any more Control
    //# Packets on that Network Connection
    state = .sendDisconnect
  }

  private mutating func request(count: Int) throws(MQTTUsageError) -> UInt16 {
    guard count > 0 else { throw .noTopicFilter }
    guard requests.all.count < Int(options.window) else { throw .windowFull }
    return session.unusedIdentifier(besides: requests)
  }

  private mutating func sendConnected(
    _ header: FixedHeader, now: Instant,
    _ write: (inout OutputSpan<UInt8>) throws(WireError) -> Void
  ) throws(MQTTUsageError) {
    guard case .connected(var keepAlive) = state else { throw .notConnected }
    try outbox.send(header, limit: options.maximumBacklog, write)
    keepAlive.packetSent(now: now)
    state = .connected(keepAlive)
  }

  private func check(filter: Span<UInt8>) throws(MQTTUsageError) {
    do throws(TextError) {
      _ = try TopicFilter(filter)
    } catch { throw .text(error, "topic filter") }
  }
}
