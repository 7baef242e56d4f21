/// A number that begins in half a byte and may go on in bytes of its own:
/// CoAP's Option Delta and Option Length (RFC 7252, 3.1).
public struct OptionNibble: Equatable, Sendable {
  public static var maximum: UInt32 { 65_804 }

  public let value: UInt32

  /// `nil` for a value over 65,804.
  public init?(_ value: UInt32) {
    guard value <= Self.maximum else { return nil }
    self.value = value
  }

  /// What stands in the half byte: 0 to 12 for the value itself, 13 if one byte goes on,
  /// 14 if two do.
  public var bits: UInt8 {
    switch value {
    case ...12: UInt8(truncatingIfNeeded: value)
    case ...268: 13
    default: 14
    }
  }
}

extension Reader {
  /// The number that began with `bits`, in a byte that was read before.
  ///
  /// Throws `.invalid(15)` at the field that was read last, which is that byte.
  public mutating func optionNibble(
    _ bits: UInt8, _ field: FieldName
  ) throws(WireError) -> UInt32 {
    let byte = lastField
    defer { lastField = byte }
    switch bits {
    case 0...12: return UInt32(bits)
    case 13: return 13 + UInt32(try uint8(field))
    case 14: return 269 + UInt32(try uint16(field))
    default:
      //= rfc7252#3.1
      //# If the field is set to this value, it MUST be processed as a message format
      //# error.
      throw invalid(bits, field)
    }
  }
}

extension OutputSpan where Element == UInt8 {
  /// Appends what of a number has no room in its half byte: nothing, one byte, or two.
  @_lifetime(self: copy self)
  public mutating func write(
    extensionOf number: OptionNibble, _ field: FieldName
  ) throws(WireError) {
    switch number.bits {
    case 13: try write(uint8: UInt8(truncatingIfNeeded: number.value - 13), field)
    case 14: try write(uint16: UInt16(truncatingIfNeeded: number.value - 269), field)
    default: break
    }
  }
}
