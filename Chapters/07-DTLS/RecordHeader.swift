import Wire

/// What stands before each record, in the clear (RFC 6347, 4.1).
public struct RecordHeader: Sendable, Equatable {
  public static var length: Int { 13 }

  /// ContentType as in TLS: 20 change_cipher_spec, 21 alert, 22 handshake,
  /// 23 application_data.
  public var type: UInt8
  /// 0xFEFD for DTLS 1.2; 0xFEFF before a version is agreed on.
  public var version: UInt16
  /// How often the keys have changed.
  public var epoch: UInt16
  /// 48 bits; begins at 0 in each epoch.
  public var sequenceNumber: UInt64
  /// Bytes of the record that follow.
  public var fragmentLength: UInt16

  public init(
    type: UInt8, version: UInt16, epoch: UInt16, sequenceNumber: UInt64,
    fragmentLength: UInt16
  ) {
    self.type = type
    self.version = version
    self.epoch = epoch
    self.sequenceNumber = sequenceNumber
    self.fragmentLength = fragmentLength
  }
}

extension RecordHeader {
  /// Reads a header, and refuses what is no DTLS: a version that is not 254.something.
  public init(from reader: inout Reader) throws(WireError) {
    var ahead = reader
    type = try ahead.uint8("type")
    version = try ahead.uint16("version")
    guard version >> 8 == 0xFE else { throw ahead.invalid(version, "version") }
    epoch = try ahead.uint16("epoch")
    let high = try ahead.uint16("sequence_number")
    sequenceNumber = UInt64(high) << 32 | UInt64(try ahead.uint32("sequence_number"))
    fragmentLength = try ahead.uint16("length")
    reader = ahead
  }

  @_lifetime(out: copy out)
  public func write(to out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint8: type, "type")
    try out.write(uint16: version, "version")
    try out.write(uint16: epoch, "epoch")
    try out.write(
      uint16: UInt16(truncatingIfNeeded: sequenceNumber >> 32), "sequence_number")
    try out.write(uint32: UInt32(truncatingIfNeeded: sequenceNumber), "sequence_number")
    try out.write(uint16: fragmentLength, "length")
  }
}
