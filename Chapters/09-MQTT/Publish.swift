import Wire

/// PUBLISH (MQTT 3.1.1, 3.3): a message on its way to or from the server.
public struct Publish: ~Escapable {
  public let topic: TopicName
  public let payload: Span<UInt8>
  public let quality: QualityOfService
  /// The server keeps the message for those who subscribe later.
  public let retain: Bool
  /// The sender has sent this packet before, and does not know whether it arrived.
  public let duplicate: Bool
  /// 0 if there is none, as with QoS 0.
  public let packetIdentifier: UInt16

  @_lifetime(copy topic, copy payload)
  public init(
    topic: consuming TopicName, payload: Span<UInt8>, quality: QualityOfService,
    retain: Bool, duplicate: Bool = false, packetIdentifier: UInt16
  ) {
    self.topic = topic
    self.payload = payload
    self.quality = quality
    self.retain = retain
    self.duplicate = duplicate
    self.packetIdentifier = packetIdentifier
  }

  @_lifetime(copy body)
  public init(_ header: FixedHeader, body: Span<UInt8>) throws(MQTTError) {
    //= mqtt-v3.1.1#MQTT-3.3.1-4
    //# If a Server or Client receives a PUBLISH Packet which has both QoS bits set
    //# to 1 it MUST close the Network Connection
    guard let quality = QualityOfService(rawValue: header.flags >> 1 & 0b11) else {
      throw .invalid(header.flags, "QoS level", at: 0)
    }
    self.quality = quality
    retain = header.flags & Publish.retainFlag != 0
    duplicate = header.flags & Publish.duplicateFlag != 0
    //= mqtt-v3.1.1#MQTT-3.3.1-2
    //# The DUP flag MUST be set to 0 for all QoS 0 messages
    guard !duplicate || quality != .atMostOnce else {
      throw .invalid(header.flags, "DUP flag", at: 0)
    }
    var reader = Reader(body, base: header.size)
    topic = try reader.topicName("topic name")
    //= mqtt-v3.1.1#MQTT-2.3.1-5
    //# A PUBLISH Packet MUST NOT contain a Packet Identifier if its QoS value is
    //# set to 0
    packetIdentifier = quality == .atMostOnce ? 0 : try reader.packetIdentifier()
    payload = reader.rest("payload")
  }

  static var retainFlag: UInt8 { 0b0001 }
  static var duplicateFlag: UInt8 { 0b1000 }

  public var header: FixedHeader {
    FixedHeader(
      .publish,
      flags: quality.rawValue << 1 | (retain ? Publish.retainFlag : 0)
        | (duplicate ? Publish.duplicateFlag : 0),
      remainingLength: 2 + topic.bytes.count + (quality == .atMostOnce ? 0 : 2)
        + payload.count)
  }

  @_lifetime(out: copy out)
  public func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try header.write(into: &out)
    try out.write(prefixed16: topic.bytes, "topic name")
    if quality != .atMostOnce {
      try out.write(uint16: packetIdentifier, "packet identifier")
    }
    try out.write(bytes: payload, "payload")
  }
}
