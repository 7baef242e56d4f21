/// MQTT's Variable Byte Integer (MQTT 5.0, 1.5.5; in MQTT 3.1.1, 2.2.3, Remaining Length):
/// seven bits to a byte, the least significant first; the eighth says that more follow.
public enum VariableByteInteger {
  public static var maximum: UInt32 { 268_435_455 }

  /// The bytes that `value` takes, 1 to 4, or `nil` if it takes more.
  public static func size(of value: UInt32) -> Int? {
    switch value {
    case ...127: 1
    case ...16_383: 2
    case ...2_097_151: 3
    case ...maximum: 4
    default: nil
    }
  }
}

extension Reader {
  /// Throws `.truncated` while more bytes must come, and `.invalid` if the fourth wants
  /// a fifth or, unless `allowingLonger`, if fewer bytes would have done.
  public mutating func variableByteInteger(
    _ field: FieldName, allowingLonger: Bool = false
  ) throws(WireError) -> UInt32 {
    var value: UInt32 = 0
    //= mqtt-v5.0#1.5.5
    //# The maximum number of bytes in the Variable Byte Integer field is four.
    for i in 0..<4 {
      guard i < remaining else {
        throw WireError(.truncated(missing: 1), field, at: offset)
      }
      let byte = bytes[position + i]
      value |= UInt32(byte & 0x7f) << (7 * i)
      guard byte & 0x80 == 0 else { continue }
      //= mqtt-v5.0#1.5.5
      //# The encoded value MUST use the minimum number of bytes necessary to represent
      //# the value
      guard byte != 0 || i == 0 || allowingLonger else { break }
      _ = try bytes(i + 1, field)
      return value
    }
    throw WireError(.invalid(UInt64(value)), field, at: offset)
  }
}

extension OutputSpan where Element == UInt8 {
  /// Throws `.invalid` for a value over 268,435,455.
  @_lifetime(self: copy self)
  public mutating func write(
    variableByteInteger value: UInt32, _ field: FieldName
  ) throws(WireError) {
    guard let size = VariableByteInteger.size(of: value) else {
      throw WireError(.invalid(UInt64(value)), field, at: count)
    }
    try reserve(size, field)
    for i in 0..<size {
      let moreFollow: UInt8 = i < size - 1 ? 0x80 : 0
      append(UInt8(truncatingIfNeeded: value >> (7 * i)) & 0x7f | moreFollow)
    }
  }
}
