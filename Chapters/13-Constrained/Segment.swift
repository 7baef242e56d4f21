import Wire

/// The header of a TCP segment (RFC 9293, 3.1), without its ports, checksum and urgent
/// pointer, which are written as zero: this network has one connection and breaks no bytes.
public struct SegmentHeader: Equatable, Sendable {
  public var sequence: UInt32
  public var acknowledgement: UInt32
  public var flags: Flags
  public var window: UInt16
  /// The only option that is read or written (RFC 9293, 3.7.1).
  public var maximumSegmentSize: UInt16?

  public struct Flags: OptionSet, Equatable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static var fin: Flags { Flags(rawValue: 1) }
    public static var syn: Flags { Flags(rawValue: 2) }
    public static var rst: Flags { Flags(rawValue: 4) }
    public static var psh: Flags { Flags(rawValue: 8) }
    public static var ack: Flags { Flags(rawValue: 16) }
  }

  public init(
    sequence: UInt32, acknowledgement: UInt32, flags: Flags, window: UInt16,
    maximumSegmentSize: UInt16? = nil
  ) {
    self.sequence = sequence
    self.acknowledgement = acknowledgement
    self.flags = flags
    self.window = window
    self.maximumSegmentSize = maximumSegmentSize
  }

  public var size: Int { maximumSegmentSize == nil ? 20 : 24 }

  /// Leaves the reader before the segment's data.
  public init(_ reader: inout Reader) throws(WireError) {
    _ = try reader.uint32("ports")
    sequence = try reader.uint32("sequence number")
    acknowledgement = try reader.uint32("acknowledgment number")
    let words = Int(try reader.uint8("data offset") >> 4)
    guard words >= 5 else { throw reader.invalid(words, "data offset") }
    flags = Flags(rawValue: try reader.uint8("flags"))
    window = try reader.uint16("window")
    _ = try reader.uint32("checksum and urgent pointer")
    let options = try reader.bytes((words - 5) * 4, "options")
    maximumSegmentSize = nil
    var inner = Reader(options, base: 20)
    while !inner.isEmpty {
      let kind = try inner.uint8("option kind")
      if kind == 0 { break }
      if kind == 1 { continue }
      let length = Int(try inner.uint8("option length"))
      guard length >= 2 else { throw inner.invalid(length, "option length") }
      if kind == 2, length == 4 {
        maximumSegmentSize = try inner.uint16("maximum segment size")
      } else {
        _ = try inner.bytes(length - 2, "option")
      }
    }
  }

  @_lifetime(out: copy out)
  public func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint32: 0, "ports")
    try out.write(uint32: sequence, "sequence number")
    try out.write(uint32: acknowledgement, "acknowledgment number")
    try out.write(uint8: UInt8(size / 4) << 4, "data offset")
    try out.write(uint8: flags.rawValue, "flags")
    try out.write(uint16: window, "window")
    try out.write(uint32: 0, "checksum and urgent pointer")
    if let maximumSegmentSize {
      try out.write(uint16: 0x0204, "option kind and length")
      try out.write(uint16: maximumSegmentSize, "maximum segment size")
    }
  }
}
