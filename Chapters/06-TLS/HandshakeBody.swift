import Wire

extension HandshakeMessage {
  /// Reads the body as what its type says it is. Whatever cannot be read is the fault of
  /// `peer`: a length that does not fit is decode_error, and a value that the standard
  /// forbids illegal_parameter; of another type, unexpected_message.
  package func read<Body: HandshakeBody>(
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
  package func read<T: ~Copyable>(
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

extension HandshakeBody where Self: ~Copyable {
  /// The whole message, with its header.
  package func message() throws(TLSError) -> [UInt8] {
    do throws(WireError) {
      return try [UInt8](capacity: HandshakeMessage.headerLength + capacity) {
        out throws(WireError) in
        try out.write(uint8: Self.type.code, "msg_type")
        try out.prefixed24("length") { out throws(WireError) in try write(into: &out) }
      }
    } catch {
      throw TLSError(writing: error, Self.type)
    }
  }
}
