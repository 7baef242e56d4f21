import Wire

/// SUBACK (MQTT 3.1.1, 3.9): the server's answer to each filter of a SUBSCRIBE.
public struct Suback: ~Escapable {
  public let packetIdentifier: UInt16
  /// One byte for each filter, in its order: the QoS granted, or `refused`.
  public let returnCodes: Span<UInt8>

  public static var refused: UInt8 { 0x80 }

  @_lifetime(copy returnCodes)
  public init(packetIdentifier: UInt16, returnCodes: Span<UInt8>) {
    self.packetIdentifier = packetIdentifier
    self.returnCodes = returnCodes
  }

  @_lifetime(copy body)
  public init(_ header: FixedHeader, body: Span<UInt8>) throws(MQTTError) {
    var reader = Reader(body, base: header.size)
    packetIdentifier = try reader.packetIdentifier()
    let offset = reader.offset
    returnCodes = reader.rest("return codes")
    for i in returnCodes.indices
    where returnCodes[i] > 2 && returnCodes[i] != Suback.refused {
      //= mqtt-v3.1.1#MQTT-3.9.3-2
      //# SUBACK return codes other than 0x00, 0x01, 0x02 and 0x80 are reserved and
      //# MUST NOT be used
      throw .invalid(returnCodes[i], "return code", at: offset + i)
    }
  }

  public var header: FixedHeader {
    FixedHeader(.suback, remainingLength: 2 + returnCodes.count)
  }

  @_lifetime(out: copy out)
  public func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try header.write(into: &out)
    try out.write(uint16: packetIdentifier, "packet identifier")
    try out.write(bytes: returnCodes, "return codes")
  }
}
