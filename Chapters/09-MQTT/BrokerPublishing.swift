import Wire

/// PUBLISH: from one client to all who asked for it.
extension MQTTBroker {
  mutating func receivePublish(
    _ header: FixedHeader, _ body: Span<UInt8>, _ slot: Int, _ session: Int
  ) throws(MQTTError) {
    let publish = try Publish(header, body: body)
    guard publish.quality != .exactlyOnce else { throw .exactlyOnceNotSupported }
    counters.published += 1
    //= mqtt-v3.1.1#MQTT-3.3.5-2
    //# If a Server implementation does not authorize a PUBLISH to be performed by a
    //# Client; it has no way of informing that Client. It MUST either make a positive
    //# acknowledgement, according to the normal QoS rules, or close the Network
    //# Connection
    if policy.mayPublish(sessions[session].client, to: publish.topic) {
      route(publish)
    } else {
      counters.publishesForbidden += 1
    }
    guard publish.quality == .atLeastOnce else { return }
    //= mqtt-v3.1.1#MQTT-4.3.2-2
    //# MUST respond with a PUBACK Packet containing the Packet Identifier from the
    //# incoming PUBLISH Packet, having accepted ownership of the Application Message
    let puback = Acknowledgement(.puback, packetIdentifier: publish.packetIdentifier)
    try answer(slot, puback.header) { out throws(WireError) in
      try puback.write(into: &out)
    }
  }

  /// A will speaks when its client cannot.
  mutating func publish(_ will: Message) {
    route(
      Publish(
        topic: TopicName(checked: will.topic.span), payload: will.payload.span,
        quality: will.quality, retain: will.retain, packetIdentifier: 0))
  }

  private mutating func route(_ publish: borrowing Publish) {
    if publish.retain { retain(publish) }
    var found: [TopicTree.Subscriber] = []
    swap(&found, &subscribers)
    tree.subscribers(to: publish.topic, into: &found)
    found.sort { $0.session < $1.session }
    var message: Message?
    var next = 0
    while next < found.count {
      let session = found[next].session
      var quality = QualityOfService.atMostOnce
      //= mqtt-v3.1.1#MQTT-3.3.5-1
      //# When Clients make subscriptions with Topic Filters that include wildcards, it
      //# is possible for a Client's subscriptions to overlap so that a published message
      //# might match multiple filters. In this case the Server MUST deliver the message
      //# to the Client respecting the maximum QoS of all the matching subscriptions
      while next < found.count, found[next].session == session {
        quality = max(quality, found[next].quality)
        next += 1
      }
      //= mqtt-v3.1.1#MQTT-3.8.4-6
      //# The QoS of Payload Messages sent in response to a Subscription MUST be the
      //# minimum of the QoS of the originally published message and the maximum QoS
      //# granted by the Server
      deliver(publish, min(quality, publish.quality), to: session, sharing: &message)
    }
    found.removeAll(keepingCapacity: true)
    swap(&found, &subscribers)
  }

  private mutating func retain(_ publish: borrowing Publish) {
    //= mqtt-v3.1.1#MQTT-3.3.1-11
    //# A zero byte retained message MUST NOT be stored as a retained message on the
    //# Server
    guard publish.payload.count > 0 else { return retained.remove(publish.topic.bytes) }
    //= mqtt-v3.1.1#MQTT-3.3.1-5
    //# If the RETAIN flag is set to 1, in a PUBLISH Packet sent by a Client to a Server,
    //# the Server MUST store the Application Message and its QoS, so that it can be
    //# delivered to future subscribers whose subscriptions match its topic name
    let message = Message(
      topic: publish.topic, payload: publish.payload, quality: publish.quality,
      retain: true)
    if !retained.store(message, limits) { counters.retainedAboveLimit += 1 }
  }

  /// `message` is made at most once, for the first who cannot have it at once.
  private mutating func deliver(
    _ publish: borrowing Publish, _ quality: QualityOfService, to session: Int,
    sharing message: inout Message?
  ) {
    guard policy.mayReceive(sessions[session].client, from: publish.topic) else {
      counters.deliveriesForbidden += 1
      return
    }
    let slot = sessions[session].connection
    if quality == .atMostOnce {
      guard let slot else { return }
      if sessions[session].queue.next == nil, send(publish, slot) { return }
    }
    var kept =
      message
      ?? Message(
        topic: publish.topic, payload: publish.payload, quality: quality, retain: false)
    message = kept
    kept.quality = quality
    enqueue(kept, session)
  }

  mutating func enqueue(_ message: Message, _ session: Int) {
    guard sessions[session].queue.append(message, limits) else {
      counters.deliveriesAboveLimit += 1
      return
    }
    if let slot = sessions[session].connection { pump(slot) }
  }

  /// Sends without keeping; `false` if the connection has no room now.
  private mutating func send(_ publish: borrowing Publish, _ slot: Int) -> Bool {
    //= mqtt-v3.1.1#MQTT-3.3.1-9
    //# It MUST set the RETAIN flag to 0 when a PUBLISH Packet is sent to a Client
    //# because it matches an established subscription regardless of how the flag was
    //# set in the message it received
    let copy = Publish(
      topic: TopicName(checked: publish.topic.bytes), payload: publish.payload,
      quality: .atMostOnce, retain: false, packetIdentifier: 0)
    return write(copy, slot)
  }

  private mutating func write(_ publish: borrowing Publish, _ slot: Int) -> Bool {
    let limit = max(limits.backlog, publish.header.packetSize)
    do throws(WireError) {
      try connections[slot].outbox.append(publish.header, limit: limit) {
        out throws(WireError) in
        try publish.write(into: &out)
      }
    } catch { return false }
    counters.delivered += 1
    enterLine(slot)
    return true
  }

  /// Puts on their way as many messages as the window and the backlog allow.
  mutating func pump(_ slot: Int) {
    guard case .connected(let session) = connections[slot].state else {
      if connections[slot].outbox.count > 0 { enterLine(slot) }
      return
    }
    while let entry = sessions[session].queue.next,
      entry.message.quality == .atMostOnce
        || sessions[session].queue.sent < limits.window,
      connections[slot].outbox.count == 0
        || connections[slot].outbox.count + entry.message.size + 16 <= limits.backlog
    {
      //= mqtt-v3.1.1#MQTT-3.3.1-3
      //# its value MUST be determined solely by whether the outgoing PUBLISH packet is a
      //# retransmission
      let isAgain = entry.packetIdentifier != 0
      let identifier = sessions[session].queue.sendNext()
      let publish = Publish(
        topic: TopicName(checked: entry.message.topic.span),
        payload: entry.message.payload.span, quality: entry.message.quality,
        retain: entry.message.retain, duplicate: isAgain, packetIdentifier: identifier)
      _ = write(publish, slot)
    }
    if connections[slot].outbox.count > 0 { enterLine(slot) }
  }
}
