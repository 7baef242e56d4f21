import Wire

/// MQTT Control Packet types (MQTT 3.1.1, 2.2.1).
public enum PacketType: UInt8, Sendable {
  case connect = 1
  case connack, publish, puback, pubrec, pubrel, pubcomp
  case subscribe, suback, unsubscribe, unsuback
  case pingreq, pingresp, disconnect

  /// What the flags of this type must be; `nil` where they mean something.
  var reservedFlags: UInt8? {
    //= mqtt-v3.1.1#MQTT-2.2.2-1
    //# Where a flag bit is marked as "Reserved" in Table 2.2 - Flag Bits, it is
    //# reserved for future use and MUST be set to the value listed in that table
    switch self {
    case .publish: nil
    case .pubrel, .subscribe, .unsubscribe: 0b0010
    default: 0
    }
  }
}

/// The two to five bytes that begin every packet (2.2).
public struct FixedHeader: Equatable, Sendable {
  public let type: PacketType
  /// The low four bits of the first byte.
  public let flags: UInt8
  /// How many bytes of the packet follow the header.
  public let remainingLength: Int
  /// How many bytes the header itself takes.
  public let size: Int

  public var packetSize: Int { size + remainingLength }

  /// Reads the header of the packet that `bytes` begins with; `nil` if more must arrive.
  /// What can be refused is refused at once: a bad first byte before the second is there.
  public static func read(
    _ bytes: Span<UInt8>, maximumPacketSize: Int
  ) throws(MQTTError) -> FixedHeader? {
    guard bytes.count > 0 else { return nil }
    guard let type = PacketType(rawValue: bytes[0] >> 4) else {
      throw .invalid(bytes[0] >> 4, "control packet type", at: 0)
    }
    let flags = bytes[0] & 0x0F
    //= mqtt-v3.1.1#MQTT-2.2.2-2
    //# If invalid flags are received, the receiver MUST close the Network Connection
    guard type.reservedFlags ?? flags == flags else {
      throw .invalid(flags, "fixed header flags", at: 0)
    }
    var reader = Reader(bytes.extracting(1...), base: 1)
    let remainingLength: UInt32
    do throws(WireError) {
      remainingLength = try reader.variableByteInteger(
        "remaining length", allowingLonger: true)
    } catch {
      if case .truncated = error.fault { return nil }
      throw .malformed(error)
    }
    let header = FixedHeader(
      type: type, flags: flags, remainingLength: Int(remainingLength),
      size: reader.offset)
    guard header.packetSize <= maximumPacketSize else {
      throw .packetTooLarge(header.packetSize, limit: maximumPacketSize)
    }
    return header
  }

  private init(type: PacketType, flags: UInt8, remainingLength: Int, size: Int) {
    self.type = type
    self.flags = flags
    self.remainingLength = remainingLength
    self.size = size
  }

  /// The header of a packet that is to be written.
  init(_ type: PacketType, flags: UInt8? = nil, remainingLength: Int) {
    let length = UInt32(clamping: remainingLength)
    self.init(
      type: type, flags: flags ?? type.reservedFlags ?? 0,
      remainingLength: remainingLength,
      size: 1 + (VariableByteInteger.size(of: length) ?? 4))
  }

  @_lifetime(out: copy out)
  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint8: type.rawValue << 4 | flags, "fixed header")
    try out.write(
      variableByteInteger: UInt32(clamping: remainingLength), "remaining length")
  }
}
