import Wire

/// A message that is to be sent.
public struct Outgoing: Equatable, Sendable {
  public var type: MessageType
  public var code: Code
  public var messageID: UInt16
  public var token: Token
  public var options: OptionList
  public var payload: [UInt8]

  public init(
    _ type: MessageType, _ code: Code, messageID: UInt16, token: Token = .none,
    options: OptionList = OptionList(), payload: [UInt8] = []
  ) {
    self.type = type
    self.code = code
    self.messageID = messageID
    self.token = token
    self.options = options
    self.payload = payload
  }

  /// At most so many bytes.
  public var maximumSize: Int {
    Header.size + token.count + options.maximumSize + 1 + payload.count
  }

  @_lifetime(out: copy out)
  public func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    let header = Header(
      type, code, messageID: messageID,
      tokenLength: UInt8(truncatingIfNeeded: token.count))
    try header.write(into: &out)
    try token.write(into: &out)
    try options.write(into: &out)
    guard payload.count > 0 else { return }
    try out.write(uint8: Options.payloadMarker, "Payload Marker")
    try out.write(bytes: payload.span, "Payload")
  }

  /// The datagram, of at most `limit` bytes.
  func datagram(limit: Int) throws(CoAPUsageError) -> [UInt8] {
    do throws(WireError) {
      return try [UInt8](capacity: min(maximumSize, limit)) { out throws(WireError) in
        try write(into: &out)
      }
    } catch { throw .messageTooLarge(limit: limit) }
  }
}

func array(_ span: Span<UInt8>) -> [UInt8] {
  [UInt8](capacity: span.count) { out in
    for i in span.indices { out.append(span[i]) }
  }
}
