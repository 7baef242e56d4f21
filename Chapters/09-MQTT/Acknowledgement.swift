import Wire

/// The packets that hold a packet identifier and nothing else: PUBACK, PUBREC, PUBREL,
/// PUBCOMP and UNSUBACK (MQTT 3.1.1, 3.4 to 3.7 and 3.11).
public struct Acknowledgement: Equatable, Sendable {
  public let type: PacketType
  public let packetIdentifier: UInt16

  public init(_ type: PacketType, packetIdentifier: UInt16) {
    self.type = type
    self.packetIdentifier = packetIdentifier
  }

  public init(_ header: FixedHeader, body: Span<UInt8>) throws(MQTTError) {
    var reader = Reader(body, base: header.size)
    self.init(header.type, packetIdentifier: try reader.packetIdentifier())
    try reader.end()
  }

  public var header: FixedHeader { FixedHeader(type, remainingLength: 2) }

  @_lifetime(out: copy out)
  public func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try header.write(into: &out)
    try out.write(uint16: packetIdentifier, "packet identifier")
  }
}

/// The packets that hold nothing: PINGREQ, PINGRESP and DISCONNECT (3.12 to 3.14).
public struct Signal: Equatable, Sendable {
  public let type: PacketType

  public init(_ type: PacketType) { self.type = type }

  public init(_ header: FixedHeader, body: Span<UInt8>) throws(MQTTError) {
    try Reader(body, base: header.size).end()
    self.init(header.type)
  }

  public var header: FixedHeader { FixedHeader(type, remainingLength: 0) }

  @_lifetime(out: copy out)
  public func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try header.write(into: &out)
  }
}
