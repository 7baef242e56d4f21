import Wire

/// SUBSCRIBE and UNSUBSCRIBE: each filter gets its answer, and what was retained for it.
extension MQTTBroker {
  mutating func receiveSubscribe(
    _ header: FixedHeader, _ body: Span<UInt8>, _ slot: Int, _ session: Int
  ) throws(MQTTError) {
    var subscribe = try Subscribe(header, body: body)
    var returnCodes: [UInt8] = []
    returnCodes.reserveCapacity(subscribe.count)
    while let subscription = subscribe.next() {
      // QoS 2 is granted as 1: no more than we can do.
      let quality = min(subscription.maximumQuality, .atLeastOnce)
      let isGranted = add(subscription.filter, quality, session)
      returnCodes.append(isGranted ? quality.rawValue : Suback.refused)
    }
    //= mqtt-v3.1.1#MQTT-3.8.4-5
    //# The SUBACK Packet sent by the Server to the Client MUST contain a return code
    //# for each Topic Filter/QoS pair
    let suback = Suback(
      packetIdentifier: subscribe.packetIdentifier, returnCodes: returnCodes.span)
    try answer(slot, suback.header) { out throws(WireError) in
      try suback.write(into: &out)
    }
    var again = try Subscribe(header, body: body)
    for code in returnCodes {
      guard let subscription = again.next() else { return }
      guard let quality = QualityOfService(rawValue: code) else { continue }
      sendRetained(subscription.filter, quality, session)
    }
  }

  private mutating func add(
    _ filter: borrowing TopicFilter, _ quality: QualityOfService, _ session: Int
  ) -> Bool {
    guard policy.maySubscribe(sessions[session].client, to: filter) else {
      counters.subscriptionsForbidden += 1
      return false
    }
    let isKnown = tree.node(of: filter, session: session) != nil
    guard filter.bytes.count <= limits.filterSize,
      Levels.count(filter.bytes) <= limits.filterLevels,
      isKnown || sessions[session].subscriptions.count < limits.subscriptions
    else {
      counters.subscriptionsAboveLimit += 1
      return false
    }
    let (node, isNew) = tree.insert(filter, session: session, quality: quality)
    if isNew { sessions[session].subscriptions.append(node) }
    return true
  }

  private mutating func sendRetained(
    _ filter: borrowing TopicFilter, _ quality: QualityOfService, _ session: Int
  ) {
    for i in retained.candidates(for: filter) {
      //= mqtt-v3.1.1#MQTT-3.3.1-8
      //# When sending a PUBLISH Packet to a Client the Server MUST set the RETAIN flag
      //# to 1 if a message is sent as a result of a new subscription being made by a
      //# Client
      var message = retained[i]
      let isMatch = filter.matches(TopicName(checked: message.topic.span))
      guard isMatch else { continue }
      let topic = message.topic
      guard
        policy.mayReceive(
          sessions[session].client, from: TopicName(checked: topic.span))
      else {
        counters.deliveriesForbidden += 1
        continue
      }
      message.quality = min(message.quality, quality)
      enqueue(message, session)
    }
  }

  mutating func receiveUnsubscribe(
    _ header: FixedHeader, _ body: Span<UInt8>, _ slot: Int, _ session: Int
  ) throws(MQTTError) {
    var unsubscribe = try Unsubscribe(header, body: body)
    while let filter = unsubscribe.next() {
      //= mqtt-v3.1.1#MQTT-3.10.4-1
      //# The Topic Filters (whether they contain wildcards or not) supplied in an
      //# UNSUBSCRIBE packet MUST be compared character-by-character with the current set
      //# of Topic Filters held by the Server for the Client
      guard let node = tree.node(of: filter, session: session) else { continue }
      tree.remove(session, from: node)
      sessions[session].subscriptions.removeAll { $0 == node }
    }
    //= mqtt-v3.1.1#MQTT-3.10.4-5
    //# Even where no Topic Subscriptions are deleted, the Server MUST respond with an
    //# UNSUBACK
    let unsuback = Acknowledgement(
      .unsuback, packetIdentifier: unsubscribe.packetIdentifier)
    try answer(slot, unsuback.header) { out throws(WireError) in
      try unsuback.write(into: &out)
    }
  }
}
