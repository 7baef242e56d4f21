import Wire

/// From bytes to packets, and one step for each packet that a client may send.
extension MQTTBroker {
  mutating func receive(
    _ bytes: Span<UInt8>, _ slot: Int, now: Instant
  ) throws(MQTTError) {
    guard !connections[slot].partial.isEmpty else {
      let used = try readPackets(bytes, slot, now: now)
      keep(copy(bytes.extracting(droppingFirst: used)), slot)
      return
    }
    var partial: [UInt8] = []
    swap(&partial, &connections[slot].partial)
    partial.append(addingCapacity: bytes.count) { out in
      for i in bytes.indices { out.append(bytes[i]) }
    }
    let used = try readPackets(partial.span, slot, now: now)
    partial.removeSubrange(..<used)
    keep(partial.isEmpty ? [] : partial, slot)
  }

  private mutating func keep(_ partial: [UInt8], _ slot: Int) {
    if connections[slot].listens { connections[slot].partial = partial }
  }

  /// Returns how many bytes the packets took that were there as a whole.
  private mutating func readPackets(
    _ bytes: Span<UInt8>, _ slot: Int, now: Instant
  ) throws(MQTTError) -> Int {
    var rest = bytes
    while connections[slot].listens,
      let header = try FixedHeader.read(rest, maximumPacketSize: sizeLimit(slot)),
      header.packetSize <= rest.count
    {
      let packet = rest.extracting(first: header.packetSize)
      try step(header, packet.extracting(droppingFirst: header.size), slot, now: now)
      rest = rest.extracting(droppingFirst: header.packetSize)
    }
    return bytes.count - rest.count
  }

  private func sizeLimit(_ slot: Int) -> Int {
    if case .connected = connections[slot].state {
      limits.packetSize
    } else {
      limits.connectSize
    }
  }

  private mutating func step(
    _ header: FixedHeader, _ body: Span<UInt8>, _ slot: Int, now: Instant
  ) throws(MQTTError) {
    switch connections[slot].state {
    case .vacant, .closing: break
    case .expectConnect:
      //= mqtt-v3.1.1#MQTT-3.1.0-1
      //# After a Network Connection is established by a Client to a Server, the first
      //# Packet sent from the Client to the Server MUST be a CONNECT Packet
      guard header.type == .connect else { throw .unexpectedPacket(header.type) }
      try receiveConnect(header, body, slot, now: now)
    case .connected(let session):
      connections[slot].lastHeard = now
      switch header.type {
      case .publish: try receivePublish(header, body, slot, session)
      case .puback:
        let puback = try Acknowledgement(header, body: body)
        _ = sessions[session].queue.settle(puback.packetIdentifier)
        pump(slot)
      case .subscribe: try receiveSubscribe(header, body, slot, session)
      case .unsubscribe: try receiveUnsubscribe(header, body, slot, session)
      case .pingreq:
        //= mqtt-v3.1.1#MQTT-3.12.4-1
        //# The Server MUST send a PINGRESP Packet in response to a PINGREQ Packet
        _ = try Signal(header, body: body)
        let pingresp = Signal(.pingresp)
        try answer(slot, pingresp.header) { out throws(WireError) in
          try pingresp.write(into: &out)
        }
      case .disconnect:
        _ = try Signal(header, body: body)
        //= mqtt-v3.1.1#MQTT-3.14.4-3
        //# On receipt of DISCONNECT the Server MUST discard any Will Message associated
        //# with the current connection without publishing it
        connections[slot].will = nil
        close(slot, .goodbye)
      //= mqtt-v3.1.1#MQTT-3.1.0-2
      //# The Server MUST process a second CONNECT Packet sent from a Client as a
      //# protocol violation and disconnect the Client
      default: throw .unexpectedPacket(header.type)
      }
    }
  }

  /// Sends what the client makes us send; it must not make us hoard it.
  mutating func answer(
    _ slot: Int, _ header: FixedHeader,
    _ write: (inout OutputSpan<UInt8>) throws(WireError) -> Void
  ) throws(MQTTError) {
    do throws(WireError) {
      let limit =
        max(limits.backlog, limits.packetSize) + max(limits.answers, header.packetSize)
      try connections[slot].outbox.append(header, limit: limit, write)
    } catch {
      throw .peerDoesNotRead(backlog: connections[slot].outbox.count)
    }
    enterLine(slot)
  }
}
