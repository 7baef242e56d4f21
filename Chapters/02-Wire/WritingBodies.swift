extension OutputSpan where Element == UInt8 {
  /// A length of one byte, then what `write` appends, at most 255 bytes.
  @_lifetime(self: copy self)
  public mutating func prefixed8<T: ~Copyable>(
    _ field: FieldName, _ write: (inout OutputSpan<UInt8>) throws(WireError) -> T
  ) throws(WireError) -> T {
    try prefixed(1, field, write)
  }

  /// A length of two bytes, then what `write` appends, at most 65,535 bytes.
  @_lifetime(self: copy self)
  public mutating func prefixed16<T: ~Copyable>(
    _ field: FieldName, _ write: (inout OutputSpan<UInt8>) throws(WireError) -> T
  ) throws(WireError) -> T {
    try prefixed(2, field, write)
  }

  /// A length of three bytes, then what `write` appends, at most 16,777,215 bytes.
  @_lifetime(self: copy self)
  public mutating func prefixed24<T: ~Copyable>(
    _ field: FieldName, _ write: (inout OutputSpan<UInt8>) throws(WireError) -> T
  ) throws(WireError) -> T {
    try prefixed(3, field, write)
  }

  @_lifetime(self: copy self)
  mutating func prefixed<T: ~Copyable>(
    _ size: Int, _ field: FieldName,
    _ write: (inout OutputSpan<UInt8>) throws(WireError) -> T
  ) throws(WireError) -> T {
    let start = count
    try self.write(0, size, field)
    do throws(WireError) {
      let value = try write(&self)
      try patch(size, at: start, field)
      return value
    } catch {
      if count > start { removeLast(count - start) }
      throw error
    }
  }

  /// Sets the length at `start` to the number of bytes behind it.
  @_lifetime(self: copy self)
  mutating func patch(
    _ size: Int, at start: Int, _ field: FieldName
  ) throws(WireError) {
    let length = count - start - size
    guard length >= 0, length < 1 << (8 * size) else {
      throw WireError(.invalid(UInt64(truncatingIfNeeded: length)), field, at: start)
    }
    var written = mutableSpan
    for i in 1...size {
      written[start + i - 1] = UInt8(truncatingIfNeeded: length >> (8 * (size - i)))
    }
  }
}
