import Wire

/// A whole message, as it lies in its datagram (RFC 7252, 3).
public struct Message: ~Escapable {
  public let header: Header
  public let token: Token
  public let options: Options
  /// Empty if there is none.
  public let payload: Span<UInt8>

  /// Throws what 3 calls a message format error.
  @_lifetime(copy datagram)
  public init(_ datagram: Span<UInt8>) throws(WireError) {
    var reader = Reader(datagram)
    let header = try Header(&reader)
    //= rfc7252#4.1
    //# If there are any bytes, they MUST be processed as a message format error.
    guard header.code != .empty || header.tokenLength == 0 && reader.isEmpty else {
      throw WireError(.leftover(reader.remaining), "Empty message", at: reader.offset)
    }
    let bytes = try reader.bytes(Int(header.tokenLength), "Token")
    //= rfc7252#3
    //# Lengths 9-15 are reserved, MUST NOT be sent, and MUST be processed as a message
    //# format error.
    guard let token = Token(bytes) else {
      throw WireError(.invalid(UInt64(header.tokenLength)), "Token Length", at: 0)
    }
    options = try Options(&reader)
    payload = reader.rest("Payload")
    //= rfc7252#3
    //# The presence of a marker followed by a zero-length payload MUST be processed as a
    //# message format error.
    let hasMarker = Header.size + token.count + options.bytes.count < datagram.count
    guard payload.count > 0 || !hasMarker else {
      throw WireError(.truncated(missing: 1), "Payload", at: reader.offset)
    }
    self.header = header
    self.token = token
  }
}
