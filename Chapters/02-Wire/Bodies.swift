extension Reader {
  /// Reads the whole of `bytes`: what `parse` leaves over is an error.
  ///
  /// `base` is where `bytes` begins in the input that errors speak of.
  public static func all<T: ~Copyable>(
    _ bytes: Span<UInt8>, base: Int = 0, _ field: FieldName = "input",
    _ parse: (inout Reader) throws(WireError) -> T
  ) throws(WireError) -> T {
    var reader = Reader(bytes, base: base)
    let value = try parse(&reader)
    guard reader.isEmpty else {
      throw WireError(.leftover(reader.remaining), field, at: reader.offset)
    }
    return value
  }

  /// A length of one byte, then that many bytes, which `parse` must use up.
  public mutating func prefixed8<T: ~Copyable>(
    _ field: FieldName, _ parse: (inout Reader) throws(WireError) -> T
  ) throws(WireError) -> T {
    try prefixed(1, field, parse)
  }

  /// A length of two bytes, then that many bytes, which `parse` must use up.
  public mutating func prefixed16<T: ~Copyable>(
    _ field: FieldName, _ parse: (inout Reader) throws(WireError) -> T
  ) throws(WireError) -> T {
    try prefixed(2, field, parse)
  }

  /// A length of three bytes, then that many bytes, which `parse` must use up.
  public mutating func prefixed24<T: ~Copyable>(
    _ field: FieldName, _ parse: (inout Reader) throws(WireError) -> T
  ) throws(WireError) -> T {
    try prefixed(3, field, parse)
  }

  mutating func prefixed<T: ~Copyable>(
    _ size: Int, _ field: FieldName, _ parse: (inout Reader) throws(WireError) -> T
  ) throws(WireError) -> T {
    var ahead = self
    let body = try ahead.body(size, field)
    let value = try Reader.all(body, base: ahead.offset &- body.count, field, parse)
    self = ahead
    return value
  }

  /// A length of one byte, then that many bytes, still borrowed.
  @_lifetime(copy self)
  public mutating func prefixed8(_ field: FieldName) throws(WireError) -> Span<UInt8> {
    try body(1, field)
  }

  /// A length of two bytes, then that many bytes, still borrowed.
  @_lifetime(copy self)
  public mutating func prefixed16(_ field: FieldName) throws(WireError) -> Span<UInt8> {
    try body(2, field)
  }

  /// A length of three bytes, then that many bytes, still borrowed.
  @_lifetime(copy self)
  public mutating func prefixed24(_ field: FieldName) throws(WireError) -> Span<UInt8> {
    try body(3, field)
  }

  @_lifetime(copy self)
  mutating func body(_ size: Int, _ field: FieldName) throws(WireError) -> Span<UInt8> {
    var ahead = self
    let length = Int(truncatingIfNeeded: try ahead.integer(size, field))
    guard length <= ahead.remaining else {
      throw WireError(.truncated(missing: length - ahead.remaining), field, at: offset)
    }
    let body = try ahead.bytes(length, field)
    ahead.lastField = position
    self = ahead
    return body
  }
}
