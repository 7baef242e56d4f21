import Wire

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
