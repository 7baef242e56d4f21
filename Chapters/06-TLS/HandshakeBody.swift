import Wire

/// What a handshake message says, without its header.
package protocol HandshakeBody {
  static var type: HandshakeType { get }
  /// Where its shape is written down: `"RFC 8446, 4.1.2"`.
  static var rule: FieldName { get }

  /// At least as many bytes as `write` appends.
  var capacity: Int { get }

  @_lifetime(out: copy out)
  func write(into out: inout OutputSpan<UInt8>) throws(WireError)
}

/// A body whose shape depends on nothing but its own bytes.
package protocol ReadableBody: HandshakeBody {
  init(reading body: Span<UInt8>) throws(WireError)
}

extension HandshakeBody {
  /// The whole message, with its header.
  package func message() throws(TLSError) -> [UInt8] {
    try HandshakeMessage.written(Self.type, capacity: capacity) {
      out throws(WireError) in try write(into: &out)
    }
  }
}

extension HandshakeMessage {
  /// One piece of code for the messages of all types.
  @inline(never)
  fileprivate static func written(
    _ type: HandshakeType, capacity: Int,
    _ body: (inout OutputSpan<UInt8>) throws(WireError) -> Void
  ) throws(TLSError) -> [UInt8] {
    do throws(WireError) {
      return try [UInt8](capacity: headerLength + capacity) { out throws(WireError) in
        try out.write(uint8: type.code, "msg_type")
        try out.prefixed24("length", body)
      }
    } catch {
      throw TLSError(writing: error, type)
    }
  }

  /// Reads the body as what its type says it is. Whatever cannot be read is the fault
  /// of `peer`: a length that does not fit is decode_error, a value that the standard
  /// forbids illegal_parameter, and another type unexpected_message.
  package func read<Body: ReadableBody>(
    as _: Body.Type = Body.self, by peer: TLSRole
  ) throws(TLSError) -> Body {
    guard type == Body.type else {
      throw TLSError(.unexpectedMessage, by: peer, in: type, Body.rule)
    }
    return try read(by: peer, Body.rule) { body throws(WireError) in
      try Body(reading: body)
    }
  }

  /// The same for a body whose shape depends on what was agreed on.
  package func read<T>(
    by peer: TLSRole, _ rule: FieldName,
    _ parse: (Span<UInt8>) throws(WireError) -> T
  ) throws(TLSError) -> T {
    do throws(WireError) {
      return try parse(body)
    } catch {
      throw TLSError(error, by: peer, in: type, rule)
    }
  }
}
