import Wire

/// A topic filter, and the best QoS at which its messages may come.
public struct Subscription: ~Escapable {
  public let filter: TopicFilter
  public let maximumQuality: QualityOfService

  @_lifetime(copy filter)
  public init(_ filter: consuming TopicFilter, maximumQuality: QualityOfService) {
    self.filter = filter
    self.maximumQuality = maximumQuality
  }
}

/// SUBSCRIBE (MQTT 3.1.1, 3.8), as it came from a client: every filter has been checked.
public struct Subscribe: ~Escapable {
  public let packetIdentifier: UInt16
  public let count: Int
  private var unread: Reader

  @_lifetime(copy body)
  public init(_ header: FixedHeader, body: Span<UInt8>) throws(MQTTError) {
    var reader = Reader(body, base: header.size)
    packetIdentifier = try reader.packetIdentifier()
    unread = reader
    var count = 0
    repeat {
      //= mqtt-v3.1.1#MQTT-3.8.3-3
      //# The payload of a SUBSCRIBE packet MUST contain at least one Topic Filter /
      //# QoS pair.
      _ = try Subscribe.read(&reader)
      count += 1
    } while !reader.isEmpty
    self.count = count
  }

  /// The next subscription in the packet's order, `nil` after the last.
  @_lifetime(copy self)
  public mutating func next() -> Subscription? {
    unread.isEmpty ? nil : try? Subscribe.read(&unread)
  }

  @_lifetime(copy reader)
  private static func read(_ reader: inout Reader) throws(MQTTError) -> Subscription {
    let filter = try reader.topicFilter("topic filter")
    let byte = try reader.byte("requested QoS")
    //= mqtt-v3.1.1#MQTT-3-8.3-4
    //# The Server MUST treat a SUBSCRIBE packet as malformed and close the Network
    //# Connection if any of Reserved bits in the payload are non-zero, or QoS is
    //# not 0,1 or 2
    guard let quality = QualityOfService(rawValue: byte) else {
      throw .malformed(reader.invalid(byte, "requested QoS"))
    }
    return Subscription(filter, maximumQuality: quality)
  }
}

/// A subscription to be made: its filter is checked when it is sent.
public struct SubscriptionRequest: Equatable, Sendable {
  public var filter: [UInt8]
  public var maximumQuality: QualityOfService

  public init(_ filter: [UInt8], maximumQuality: QualityOfService) {
    self.filter = filter
    self.maximumQuality = maximumQuality
  }
}

extension Subscribe {
  static func header(_ requests: [SubscriptionRequest]) -> FixedHeader {
    var length = 2
    for request in requests { length += 2 + request.filter.count + 1 }
    return FixedHeader(.subscribe, remainingLength: length)
  }

  @_lifetime(out: copy out)
  static func write(
    _ requests: [SubscriptionRequest], packetIdentifier: UInt16,
    into out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    try header(requests).write(into: &out)
    try out.write(uint16: packetIdentifier, "packet identifier")
    for request in requests {
      try out.write(prefixed16: request.filter.span, "topic filter")
      try out.write(uint8: request.maximumQuality.rawValue, "requested QoS")
    }
  }
}

/// UNSUBSCRIBE (MQTT 3.1.1, 3.10), as it came from a client: every filter has been checked.
public struct Unsubscribe: ~Escapable {
  public let packetIdentifier: UInt16
  public let count: Int
  private var unread: Reader

  @_lifetime(copy body)
  public init(_ header: FixedHeader, body: Span<UInt8>) throws(MQTTError) {
    var reader = Reader(body, base: header.size)
    packetIdentifier = try reader.packetIdentifier()
    unread = reader
    var count = 0
    repeat {
      //= mqtt-v3.1.1#MQTT-3.10.3-2
      //# The Payload of an UNSUBSCRIBE packet MUST contain at least one Topic Filter.
      _ = try reader.topicFilter("topic filter")
      count += 1
    } while !reader.isEmpty
    self.count = count
  }

  /// The next filter in the packet's order, `nil` after the last.
  @_lifetime(copy self)
  public mutating func next() -> TopicFilter? {
    unread.isEmpty ? nil : try? unread.topicFilter("topic filter")
  }

  static func header(_ filters: [[UInt8]]) -> FixedHeader {
    var length = 2
    for filter in filters { length += 2 + filter.count }
    return FixedHeader(.unsubscribe, remainingLength: length)
  }

  @_lifetime(out: copy out)
  static func write(
    _ filters: [[UInt8]], packetIdentifier: UInt16, into out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    try header(filters).write(into: &out)
    try out.write(uint16: packetIdentifier, "packet identifier")
    for filter in filters { try out.write(prefixed16: filter.span, "topic filter") }
  }
}
