import Wire

/// Whether the server lets the client in, by the number on the wire (MQTT 3.1.1, 3.2.2.3).
public enum ConnectReturnCode: UInt8, Sendable {
  case accepted = 0
  case unacceptableProtocolLevel
  case identifierRejected
  case serverUnavailable
  case badUserNameOrPassword
  case notAuthorized
}

/// CONNACK (3.2): the server's answer to a CONNECT.
public struct Connack: Equatable, Sendable {
  /// Whether the server remembers this client's subscriptions and unsettled messages.
  public let sessionPresent: Bool
  public let returnCode: ConnectReturnCode

  public init(sessionPresent: Bool, returnCode: ConnectReturnCode) {
    self.sessionPresent = sessionPresent
    self.returnCode = returnCode
  }

  public init(_ header: FixedHeader, body: Span<UInt8>) throws(MQTTError) {
    var reader = Reader(body, base: header.size)
    let flags = try reader.byte("connect acknowledge flags")
    guard flags <= 1 else {
      throw .malformed(reader.invalid(flags, "connect acknowledge flags"))
    }
    let code = try reader.byte("connect return code")
    guard let returnCode = ConnectReturnCode(rawValue: code) else {
      throw .malformed(reader.invalid(code, "connect return code"))
    }
    try reader.end()
    //= mqtt-v3.1.1#MQTT-3.2.2-4
    //# If a server sends a CONNACK packet containing a non-zero return code it MUST
    //# set Session Present to 0
    guard flags == 0 || returnCode == .accepted else { throw .sessionPresent }
    self.init(sessionPresent: flags == 1, returnCode: returnCode)
  }

  public var header: FixedHeader { FixedHeader(.connack, remainingLength: 2) }

  @_lifetime(out: copy out)
  public func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try header.write(into: &out)
    try out.write(uint8: sessionPresent ? 1 : 0, "connect acknowledge flags")
    try out.write(uint8: returnCode.rawValue, "connect return code")
  }
}
