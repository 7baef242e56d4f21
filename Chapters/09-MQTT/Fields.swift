import Wire

/// MQTT's own kinds of field, read with MQTT's own errors.
extension Reader {
  mutating func byte(_ field: FieldName) throws(MQTTError) -> UInt8 {
    do throws(WireError) { return try uint8(field) } catch { throw .malformed(error) }
  }

  mutating func twoBytes(_ field: FieldName) throws(MQTTError) -> UInt16 {
    do throws(WireError) { return try uint16(field) } catch { throw .malformed(error) }
  }

  mutating func packetIdentifier() throws(MQTTError) -> UInt16 {
    let identifier = try twoBytes("packet identifier")
    //= mqtt-v3.1.1#MQTT-2.3.1-1
    //# SUBSCRIBE, UNSUBSCRIBE, and PUBLISH (in cases where QoS > 0) Control Packets
    //# MUST contain a non-zero 16-bit Packet Identifier
    guard identifier != 0 else {
      throw .malformed(invalid(identifier, "packet identifier"))
    }
    return identifier
  }

  /// Bytes behind a 16-bit length, still borrowed.
  @_lifetime(copy self)
  mutating func binary(_ field: FieldName) throws(MQTTError) -> Span<UInt8> {
    do throws(WireError) {
      return try prefixed16(field)
    } catch { throw .malformed(error) }
  }

  @_lifetime(copy self)
  mutating func text(_ field: FieldName) throws(MQTTError) -> Span<UInt8> {
    let bytes = try binary(field)
    do throws(TextError) { try checkText(bytes) } catch { throw .text(error, field) }
    return bytes
  }

  @_lifetime(copy self)
  mutating func topicName(_ field: FieldName) throws(MQTTError) -> TopicName {
    let bytes = try binary(field)
    do throws(TextError) {
      return try TopicName(bytes)
    } catch { throw .text(error, field) }
  }

  @_lifetime(copy self)
  mutating func topicFilter(_ field: FieldName) throws(MQTTError) -> TopicFilter {
    let bytes = try binary(field)
    do throws(TextError) {
      return try TopicFilter(bytes)
    } catch { throw .text(error, field) }
  }

  /// The packet must end here.
  func end() throws(MQTTError) {
    guard isEmpty else {
      throw .malformed(WireError(.leftover(remaining), "packet", at: offset))
    }
  }
}

extension OutputSpan where Element == UInt8 {
  /// A 16-bit length, then the bytes.
  @_lifetime(self: copy self)
  mutating func write(
    prefixed16 bytes: Span<UInt8>, _ field: FieldName
  ) throws(WireError) {
    try prefixed16(field) { out throws(WireError) in
      try out.write(bytes: bytes, field)
    }
  }
}
