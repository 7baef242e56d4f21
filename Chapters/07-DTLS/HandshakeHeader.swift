import Wire

/// What stands before each handshake message, or each fragment of one (RFC 6347, 4.2.2).
public struct HandshakeHeader: Sendable, Equatable {
  public static var length: Int { 12 }

  /// HandshakeType as in TLS, and 3 for hello_verify_request.
  public var type: UInt8
  /// Bytes of the whole message, without headers.
  public var messageLength: UInt32
  /// Messages are counted, so that they can be put in order and doubles can be told.
  public var messageSequence: UInt16
  public var fragmentOffset: UInt32
  public var fragmentLength: UInt32

  public init(
    type: UInt8, messageLength: UInt32, messageSequence: UInt16,
    fragmentOffset: UInt32 = 0, fragmentLength: UInt32
  ) {
    self.type = type
    self.messageLength = messageLength
    self.messageSequence = messageSequence
    self.fragmentOffset = fragmentOffset
    self.fragmentLength = fragmentLength
  }

  public var isWhole: Bool { fragmentOffset == 0 && fragmentLength == messageLength }
}

extension HandshakeHeader {
  /// Reads a header, and refuses a fragment that reaches beyond its message.
  public init(from reader: inout Reader) throws(WireError) {
    var ahead = reader
    type = try ahead.uint8("msg_type")
    messageLength = try ahead.uint24("length")
    messageSequence = try ahead.uint16("message_seq")
    fragmentOffset = try ahead.uint24("fragment_offset")
    fragmentLength = try ahead.uint24("fragment_length")
    // Both are of 24 bits, so the sum fits.
    guard fragmentOffset &+ fragmentLength <= messageLength else {
      throw ahead.invalid(fragmentLength, "fragment_length")
    }
    reader = ahead
  }

  @_lifetime(out: copy out)
  public func write(to out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint8: type, "msg_type")
    try out.write(uint24: messageLength, "length")
    try out.write(uint16: messageSequence, "message_seq")
    try out.write(uint24: fragmentOffset, "fragment_offset")
    try out.write(uint24: fragmentLength, "fragment_length")
  }
}
