import Wire

/// How a message is to be delivered (RFC 7252, 4).
public enum MessageType: UInt8, Sendable {
  case confirmable = 0
  case nonConfirmable = 1
  case acknowledgement = 2
  case reset = 3
}

/// What joins a response to its request: up to eight bytes that the client has chosen.
public struct Token: Equatable, Sendable {
  /// The bytes as a number, the first of them the most significant.
  let value: UInt64
  public let count: Int

  /// `nil` for more than eight bytes.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count <= 8 else { return nil }
    var value: UInt64 = 0
    for i in bytes.indices { value = value << 8 | UInt64(bytes[i]) }
    self.value = value
    count = bytes.count
  }

  /// Four bytes.
  public init(_ value: UInt32) {
    self.value = UInt64(value)
    count = 4
  }

  private init() {
    value = 0
    count = 0
  }

  public static var none: Token { Token() }

  @_lifetime(out: copy out)
  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    for i in 0..<count {
      let byte = UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - i)))
      try out.write(uint8: byte, "Token")
    }
  }
}

/// The four bytes that begin every message (3).
public struct Header: Equatable, Sendable {
  public let type: MessageType
  public let code: Code
  public let messageID: UInt16
  let tokenLength: UInt8

  init(_ type: MessageType, _ code: Code, messageID: UInt16, tokenLength: UInt8 = 0) {
    self.type = type
    self.code = code
    self.messageID = messageID
    self.tokenLength = tokenLength
  }

  public static var size: Int { 4 }
  static var version: UInt8 { 1 }

  init(_ reader: inout Reader) throws(WireError) {
    let first = try reader.uint8("Version")
    //= rfc7252#3
    //# Messages with unknown version numbers MUST be silently ignored.
    guard first >> 6 == Header.version,
      let type = MessageType(rawValue: first >> 4 & 0b11)
    else { throw reader.invalid(first >> 6, "Version") }
    let code = Code(rawValue: try reader.uint8("Code"))
    self.init(
      type, code, messageID: try reader.uint16("Message ID"), tokenLength: first & 0x0f)
  }

  @_lifetime(out: copy out)
  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(
      uint8: Header.version << 6 | type.rawValue << 4 | tokenLength, "Version")
    try out.write(uint8: code.rawValue, "Code")
    try out.write(uint16: messageID, "Message ID")
  }
}
