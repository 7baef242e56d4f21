import Wire

/// One step of the client for each packet that a server may send.
extension MQTTClient {
  mutating func step(
    _ state: State, _ packet: Inbox.Packet, now: Instant
  ) throws(MQTTError) -> State {
    switch state {
    case .closed, .sendDisconnect: return state
    case .expectConnack:
      //= mqtt-v3.1.1#MQTT-3.2.0-1
      //# The first packet sent from the Server to the Client MUST be a CONNACK Packet
      guard packet.header.type == .connack else {
        throw .unexpectedPacket(packet.header.type)
      }
      return try receiveConnack(packet, now: now)
    case .connected(var keepAlive):
      keepAlive.packetReceived(now: now)
      switch packet.header.type {
      case .publish: try receivePublish(packet)
      case .puback: try receivePuback(packet)
      case .suback: try receiveSuback(packet)
      case .unsuback: try receiveUnsuback(packet)
      case .pingresp:
        _ = try Signal(packet.header, body: inbox.bytes(packet.body))
        guard keepAlive.pingAnswered() else { throw .unexpectedPacket(.pingresp) }
      default: throw .unexpectedPacket(packet.header.type)
      }
      return .connected(keepAlive)
    }
  }

  private mutating func receiveConnack(
    _ packet: Inbox.Packet, now: Instant
  ) throws(MQTTError) -> State {
    let connack = try Connack(packet.header, body: inbox.bytes(packet.body))
    guard connack.returnCode == .accepted else {
      events.append(.refused(connack.returnCode))
      return .closed
    }
    //= mqtt-v3.1.1#MQTT-3.2.2-1
    //# If the Server accepts a connection with CleanSession set to 1, the Server MUST
    //# set Session Present to 0 in the CONNACK packet
    guard !(options.cleanSession && connack.sessionPresent) else {
      throw .sessionPresent
    }
    events.append(.connected(sessionPresent: connack.sessionPresent))
    //= mqtt-v3.1.1#MQTT-4.4.0-1
    //# When a Client reconnects with CleanSession set to 0, both the Client and Server
    //# MUST re-send any unacknowledged PUBLISH Packets (where QoS > 0) and PUBREL
    //# Packets using their original Packet Identifiers
    //= mqtt-v3.1.1#MQTT-4.6.0-1
    //# When it re-sends any PUBLISH packets, it MUST re-send them in the order in
    //# which the original PUBLISH packets were sent
    for i in 0..<session.inFlight.count {
      outbox.append(again: session.inFlight.duplicate(i))
    }
    return .connected(
      KeepAlive(seconds: options.keepAlive, patience: options.pingTimeout, now: now))
  }

  private mutating func receivePublish(_ packet: Inbox.Packet) throws(MQTTError) {
    let (message, identifier, payload) = try readPublish(packet)
    guard message.quality != .exactlyOnce else { throw .exactlyOnceNotSupported }
    let topicStart = packet.body.lowerBound + 2
    let end = packet.body.upperBound
    events.append(
      .message(message), topicStart..<(topicStart + message.topicLength),
      (end - payload)..<end)
    guard message.quality == .atLeastOnce else { return }
    //= mqtt-v3.1.1#MQTT-4.3.2-2
    //# MUST respond with a PUBACK Packet containing the Packet Identifier from the
    //# incoming PUBLISH Packet, having accepted ownership of the Application Message
    try answer(Acknowledgement(.puback, packetIdentifier: identifier))
  }

  private func readPublish(
    _ packet: Inbox.Packet
  ) throws(MQTTError) -> (MessageDescription, identifier: UInt16, payload: Int) {
    let publish = try Publish(packet.header, body: inbox.bytes(packet.body))
    let message = MessageDescription(
      topicLength: publish.topic.bytes.count, quality: publish.quality,
      retain: publish.retain, duplicate: publish.duplicate)
    return (message, publish.packetIdentifier, publish.payload.count)
  }

  private mutating func receivePuback(_ packet: Inbox.Packet) throws(MQTTError) {
    let puback = try Acknowledgement(packet.header, body: inbox.bytes(packet.body))
    guard session.inFlight.settle(puback.packetIdentifier) else {
      throw .unknownPacketIdentifier(puback.packetIdentifier)
    }
    events.append(.published(puback.packetIdentifier))
  }

  private mutating func receiveSuback(_ packet: Inbox.Packet) throws(MQTTError) {
    let (identifier, codes) = try readSuback(packet)
    guard let request = requests.settle(identifier, .suback) else {
      throw .unknownPacketIdentifier(identifier)
    }
    //= mqtt-v3.1.1#MQTT-3.8.4-5
    //# The SUBACK Packet sent by the Server to the Client MUST contain a return code
    //# for each Topic Filter/QoS pair
    guard request.count == codes else {
      throw .wrongReturnCodeCount(codes, expected: request.count)
    }
    let end = packet.body.upperBound
    events.append(.subscribed(identifier), (end - codes)..<end)
  }

  private func readSuback(
    _ packet: Inbox.Packet
  ) throws(MQTTError) -> (identifier: UInt16, codes: Int) {
    let suback = try Suback(packet.header, body: inbox.bytes(packet.body))
    return (suback.packetIdentifier, suback.returnCodes.count)
  }

  private mutating func receiveUnsuback(_ packet: Inbox.Packet) throws(MQTTError) {
    let unsuback = try Acknowledgement(packet.header, body: inbox.bytes(packet.body))
    guard requests.settle(unsuback.packetIdentifier, .unsuback) != nil else {
      throw .unknownPacketIdentifier(unsuback.packetIdentifier)
    }
    events.append(.unsubscribed(unsuback.packetIdentifier))
  }

  private mutating func answer(_ puback: Acknowledgement) throws(MQTTError) {
    try answer(puback.header) { out throws(WireError) in try puback.write(into: &out) }
  }

  mutating func answer(_ ping: Signal) throws(MQTTError) {
    try answer(ping.header) { out throws(WireError) in try ping.write(into: &out) }
  }

  /// Sends what the server makes us send; it must not make us hoard it.
  private mutating func answer(
    _ header: FixedHeader, _ write: (inout OutputSpan<UInt8>) throws(WireError) -> Void
  ) throws(MQTTError) {
    do throws(WireError) {
      try outbox.append(header, limit: options.maximumBacklog, write)
    } catch {
      throw .peerDoesNotRead(backlog: outbox.count)
    }
  }
}
