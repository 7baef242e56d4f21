import Wire

extension TLSError {
  /// A peer's message cannot be read: which field, and where, is in `reason`.
  package init(
    _ error: WireError, by peer: TLSRole, in message: HandshakeType, _ rule: FieldName
  ) {
    let violation: Violation =
      switch error.fault {
      case .truncated, .leftover, .noRoom: .malformedMessage
      case .invalid: .illegalParameter
      }
    self.init(violation, by: peer, in: message, rule, reason: error.place)
  }

  /// What we wanted to say ourselves does not fit into its message.
  package init(writing error: WireError, _ message: HandshakeType) {
    self.init(.library, in: message, reason: error.place)
  }
}

extension WireError {
  /// `key_exchange at offset 43`, without a string.
  var place: [UInt8] {
    var text: [UInt8] = []
    text.append(field.text)
    text.append(" at offset ")
    text.append(decimal: offset)
    return text
  }
}

extension [UInt8] {
  mutating func append(_ text: StaticString) {
    for i in 0..<text.utf8CodeUnitCount { append(text.utf8Start[i]) }
  }

  mutating func append(decimal number: Int) {
    if number > 9 { append(decimal: number / 10) }
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number.magnitude % 10))
  }

  init(_ bytes: Span<UInt8>) {
    self.init(capacity: bytes.count) { out in
      for i in bytes.indices { out.append(bytes[i]) }
    }
  }
}
