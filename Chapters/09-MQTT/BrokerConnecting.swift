import Wire

/// CONNECT: who comes in, under which name, and what was kept for them.
extension MQTTBroker {
  mutating func receiveConnect(
    _ header: FixedHeader, _ body: Span<UInt8>, _ slot: Int, now: Instant
  ) throws(MQTTError) {
    let connect: Connect
    do throws(MQTTError) {
      connect = try Connect(header, body: body)
    } catch {
      //= mqtt-v3.1.1#MQTT-3.1.4-1
      //# The Server MUST validate that the CONNECT Packet conforms to section 3.1 and
      //# close the Network Connection without sending a CONNACK if it does not conform
      guard case .unsupportedProtocolLevel = error else { throw error }
      //= mqtt-v3.1.1#MQTT-3.1.2-2
      //# The Server MUST respond to the CONNECT Packet with a CONNACK return code 0x01
      //# (unacceptable protocol level) and then disconnect the Client if the Protocol
      //# Level is not supported by the Server
      return try refuse(slot, .unacceptableProtocolLevel)
    }
    //= mqtt-v3.1.1#MQTT-3.1.3-8
    //# If the Client supplies a zero-byte ClientId with CleanSession set to 0, the
    //# Server MUST respond to the CONNECT Packet with a CONNACK return code 0x02
    //# (Identifier rejected) and then close the Network Connection
    guard connect.cleanSession || connect.clientIdentifier.count > 0 else {
      return try refuse(slot, .identifierRejected)
    }
    let userName: [UInt8]?
    switch policy.authenticate(connect, identity: connections[slot].identity) {
    case .admitted(let name): userName = name
    case .refused(let code): return try refuse(slot, code)
    }
    let isNamed = connect.clientIdentifier.count > 0
    let client = BrokerClient(
      identifier: isNamed
        ? copy(connect.clientIdentifier) : sessions.assignIdentifier(),
      userName: userName)
    let will: Message?
    switch connect.will {
    case .none: will = nil
    case .some(let wish):
      guard wish.quality != .exactlyOnce else { throw .exactlyOnceNotSupported }
      guard policy.mayPublish(client, to: wish.topic) else {
        return try refuse(slot, .notAuthorized)
      }
      will = Message(
        topic: wish.topic, payload: wish.message, quality: wish.quality,
        retain: wish.retain)
    }
    let clean = connect.cleanSession
    let (session, isResumed, refusal) = open(client, isClean: clean)
    guard let session else { return try refuse(slot, refusal) }

    connections[slot].state = .connected(session: session)
    connections[slot].will = will
    connections[slot].lastHeard = now
    connections[slot].patience =
      connect.keepAlive == 0
      ? nil : .milliseconds(1_500 * UInt64(connect.keepAlive))
    schedule(slot)
    sessions[session].connection = slot
    counters.accepted += 1
    //= mqtt-v3.1.1#MQTT-3.1.4-4
    //# The Server MUST acknowledge the CONNECT Packet with a CONNACK Packet containing
    //# a zero return code
    try acknowledge(
      slot, Connack(sessionPresent: isResumed, returnCode: .accepted))
    if isResumed { forgetForbidden(session) }
    pump(slot)
  }

  /// What was queued long ago may be forbidden today.
  private mutating func forgetForbidden(_ session: Int) {
    let (policy, client) = (policy, sessions[session].client)
    counters.deliveriesForbidden += sessions[session].queue.removeAll { message in
      !policy.mayReceive(client, from: TopicName(checked: message.topic.span))
    }
  }

  /// Finds or makes the session of a client that the policy has let in.
  private mutating func open(
    _ client: BrokerClient, isClean: Bool
  ) -> (session: Int?, isResumed: Bool, refusal: ConnectReturnCode) {
    if let old = sessions.find(client.identifier.span) {
      // Another user's session, with another user's messages.
      guard sessions[old].client.userName == client.userName else {
        return (nil, false, .identifierRejected)
      }
      //= mqtt-v3.1.1#MQTT-3.1.4-2
      //# If the ClientId represents a Client already connected to the Server then the
      //# Server MUST disconnect the existing Client
      if let connection = sessions[old].connection { close(connection, .takenOver) }
    }
    if let old = sessions.find(client.identifier.span) {
      //= mqtt-v3.1.1#MQTT-3.1.2-4
      //# If CleanSession is set to 0, the Server MUST resume communications with the
      //# Client based on state from the current Session (as identified by the Client
      //# identifier)
      guard isClean else { return (old, true, .accepted) }
      //= mqtt-v3.1.1#MQTT-3.1.2-6
      //# If CleanSession is set to 1, the Client and Server MUST discard any previous
      //# Session and start a new one
      forget(old)
    }
    guard sessions.count < limits.sessions else {
      return (nil, false, .serverUnavailable)
    }
    let session = sessions.insert(BrokerSession(client, isClean: isClean))
    return (session, false, .accepted)
  }

  private mutating func refuse(
    _ slot: Int, _ code: ConnectReturnCode
  ) throws(MQTTError) {
    try acknowledge(slot, Connack(sessionPresent: false, returnCode: code))
    //= mqtt-v3.1.1#MQTT-3.2.2-5
    //# If a server sends a CONNACK packet containing a non-zero return code it MUST
    //# then close the Network Connection
    close(slot, .refused(code))
  }

  private mutating func acknowledge(
    _ slot: Int, _ connack: Connack
  ) throws(MQTTError) {
    try answer(slot, connack.header) { out throws(WireError) in
      try connack.write(into: &out)
    }
  }

  /// The session's connection is over.
  mutating func leave(_ session: Int) {
    sessions[session].connection = nil
    if sessions[session].isClean {
      forget(session)
    } else {
      sessions[session].queue.rewind()
    }
  }

  private mutating func forget(_ session: Int) {
    for node in sessions[session].subscriptions { tree.remove(session, from: node) }
    sessions.remove(session)
  }
}
