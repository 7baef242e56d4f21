/// Appends fields to bytes whose storage belongs to the caller. Integers are big-endian.
///
/// A write that throws has written nothing.
extension OutputSpan where Element == UInt8 {
  @_lifetime(self: copy self)
  public mutating func write(uint8 value: UInt8, _ field: FieldName) throws(WireError) {
    try write(UInt64(value), 1, field)
  }

  @_lifetime(self: copy self)
  public mutating func write(
    uint16 value: UInt16, _ field: FieldName
  ) throws(WireError) {
    try write(UInt64(value), 2, field)
  }

  /// Throws `.invalid` for a value over 2²⁴ − 1.
  @_lifetime(self: copy self)
  public mutating func write(
    uint24 value: UInt32, _ field: FieldName
  ) throws(WireError) {
    guard value < 1 << 24 else {
      throw WireError(.invalid(UInt64(value)), field, at: count)
    }
    try write(UInt64(value), 3, field)
  }

  @_lifetime(self: copy self)
  public mutating func write(
    uint32 value: UInt32, _ field: FieldName
  ) throws(WireError) {
    try write(UInt64(value), 4, field)
  }

  @_lifetime(self: copy self)
  public mutating func write(
    uint64 value: UInt64, _ field: FieldName
  ) throws(WireError) {
    try write(value, 8, field)
  }

  @_lifetime(self: copy self)
  public mutating func write(
    bytes: Span<UInt8>, _ field: FieldName
  ) throws(WireError) {
    try reserve(bytes.count, field)
    for i in bytes.indices { append(bytes[i]) }
  }

  @_lifetime(self: copy self)
  mutating func write(
    _ value: UInt64, _ size: Int, _ field: FieldName
  ) throws(WireError) {
    try reserve(size, field)
    for i in 1...size { append(UInt8(truncatingIfNeeded: value >> (8 * (size - i)))) }
  }

  func reserve(_ size: Int, _ field: FieldName) throws(WireError) {
    guard size <= freeCapacity else {
      throw WireError(.noRoom(missing: size - freeCapacity), field, at: count)
    }
  }
}
