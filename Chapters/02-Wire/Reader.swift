/// Reads fields off the front of some bytes, which it borrows and never copies.
///
/// A read that throws leaves the reader where it was. Integers are big-endian.
public struct Reader: ~Escapable {
  let bytes: Span<UInt8>
  /// Where `bytes` begins in the input that errors speak of.
  let base: Int
  var position = 0
  /// Where the field that was read last begins.
  var lastField = 0

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, base: Int = 0) {
    self.bytes = bytes
    self.base = base
  }

  /// Bytes from the start of the whole input.
  public var offset: Int { base &+ position }
  public var remaining: Int { bytes.count - position }
  public var isEmpty: Bool { remaining == 0 }

  /// The next `count` bytes, still borrowed.
  @_lifetime(copy self)
  public mutating func bytes(
    _ count: Int, _ field: FieldName
  ) throws(WireError) -> Span<UInt8> {
    guard count >= 0 else {
      throw WireError(.invalid(UInt64(truncatingIfNeeded: count)), field, at: offset)
    }
    guard count <= remaining else {
      throw WireError(.truncated(missing: count - remaining), field, at: offset)
    }
    lastField = position
    position += count
    return bytes.extracting(lastField..<position)
  }

  /// All bytes that are left, which may be none.
  @_lifetime(copy self)
  public mutating func rest(_ field: FieldName) -> Span<UInt8> {
    lastField = position
    position = bytes.count
    return bytes.extracting(lastField..<position)
  }

  /// To be thrown: the field that was read last holds a value it must not hold.
  public func invalid(_ value: some BinaryInteger, _ field: FieldName) -> WireError {
    WireError(.invalid(UInt64(truncatingIfNeeded: value)), field, at: base &+ lastField)
  }

  public mutating func uint8(_ field: FieldName) throws(WireError) -> UInt8 {
    try bytes(1, field)[0]
  }

  public mutating func uint16(_ field: FieldName) throws(WireError) -> UInt16 {
    UInt16(truncatingIfNeeded: try integer(2, field))
  }

  /// Three bytes, as TLS uses for the length of a handshake message.
  public mutating func uint24(_ field: FieldName) throws(WireError) -> UInt32 {
    UInt32(truncatingIfNeeded: try integer(3, field))
  }

  public mutating func uint32(_ field: FieldName) throws(WireError) -> UInt32 {
    UInt32(truncatingIfNeeded: try integer(4, field))
  }

  public mutating func uint64(_ field: FieldName) throws(WireError) -> UInt64 {
    try integer(8, field)
  }

  mutating func integer(_ size: Int, _ field: FieldName) throws(WireError) -> UInt64 {
    let bytes = try bytes(size, field)
    var value: UInt64 = 0
    for i in bytes.indices { value = value << 8 | UInt64(bytes[i]) }
    return value
  }
}
