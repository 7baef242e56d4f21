/// Reads fields off the front of some bytes, which it borrows and never copies.
public struct Reader: ~Escapable {
  let bytes: Span<UInt8>
  /// Where `bytes` begins in the input that errors speak of.
  let base: Int
  var position = 0

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, base: Int = 0) {
    self.bytes = bytes
    self.base = base
  }

  /// Bytes from the start of the whole input.
  public var offset: Int { base + position }
  public var remaining: Int { bytes.count - position }

  /// The next `count` bytes, still borrowed.
  @_lifetime(copy self)
  public mutating func bytes(
    _ count: Int, _ field: FieldName
  ) throws(WireError) -> Span<UInt8> {
    guard count <= remaining, count >= 0 else {
      throw WireError(.truncated(missing: count - remaining), field, at: offset)
    }
    let start = position
    position += count
    return bytes.extracting(start..<position)
  }

  public mutating func uint8(_ field: FieldName) throws(WireError) -> UInt8 {
    try bytes(1, field)[0]
  }
}
