import Wire

/// The vectors of TLS's own notation: `opaque name<1..255>` is a length of one byte and
/// as many bytes, at least one (RFC 8446, 3.4). Too few are as malformed as too many.
extension Reader {
  mutating func opaque8(
    _ field: FieldName, atLeast minimum: Int = 0
  ) throws(WireError) -> [UInt8] {
    let bytes = try prefixed8(field)
    return try enough(bytes, minimum, field)
  }

  mutating func opaque16(
    _ field: FieldName, atLeast minimum: Int = 0
  ) throws(WireError) -> [UInt8] {
    let bytes = try prefixed16(field)
    return try enough(bytes, minimum, field)
  }

  mutating func opaque24(
    _ field: FieldName, atLeast minimum: Int = 0
  ) throws(WireError) -> [UInt8] {
    let bytes = try prefixed24(field)
    return try enough(bytes, minimum, field)
  }

  private func enough(
    _ bytes: Span<UInt8>, _ minimum: Int, _ field: FieldName
  ) throws(WireError) -> [UInt8] {
    guard bytes.count >= minimum else {
      throw WireError(.truncated(missing: minimum - bytes.count), field, at: offset)
    }
    return [UInt8](bytes)
  }

  /// `parse` reads one element after the other until none is left; there must be one.
  mutating func elements(
    _ parse: (inout Reader) throws(WireError) -> Void
  ) throws(WireError) {
    repeat { try parse(&self) } while !isEmpty
  }

  /// `<2..2^16-1>` of numbers of two bytes, of which there must be one.
  mutating func numbers16<T>(
    _ field: FieldName, _ make: (UInt16) -> T
  ) throws(WireError) -> [T] {
    try prefixed16(field) { list throws(WireError) in try list.numbers(field, make) }
  }

  /// `<2..254>` of numbers of two bytes, of which there must be one.
  mutating func numbers8<T>(
    _ field: FieldName, _ make: (UInt16) -> T
  ) throws(WireError) -> [T] {
    try prefixed8(field) { list throws(WireError) in try list.numbers(field, make) }
  }

  private mutating func numbers<T>(
    _ field: FieldName, _ make: (UInt16) -> T
  ) throws(WireError) -> [T] {
    var list: [T] = []
    list.reserveCapacity(remaining / 2)
    repeat { list.append(make(try uint16(field))) } while !isEmpty
    return list
  }
}

extension OutputSpan where Element == UInt8 {
  @_lifetime(self: copy self)
  mutating func write(opaque8 bytes: [UInt8], _ field: FieldName) throws(WireError) {
    try prefixed8(field) { out throws(WireError) in
      try out.write(bytes: bytes.span, field)
    }
  }

  @_lifetime(self: copy self)
  mutating func write(opaque16 bytes: [UInt8], _ field: FieldName) throws(WireError) {
    try prefixed16(field) { out throws(WireError) in
      try out.write(bytes: bytes.span, field)
    }
  }

  @_lifetime(self: copy self)
  mutating func write(opaque24 bytes: [UInt8], _ field: FieldName) throws(WireError) {
    try prefixed24(field) { out throws(WireError) in
      try out.write(bytes: bytes.span, field)
    }
  }
}
