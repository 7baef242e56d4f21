import Wire

extension DERReader {
  /// One octet, all ones or all zeros (X.690, 11.1).
  public mutating func boolean(_ field: FieldName) throws(DERError) -> Bool {
    let element = try read(.boolean, field)
    guard element.content.count == 1 else { throw element.error(.value, field) }
    switch element.content[0] {
    case 0x00: return false
    case 0xff: return true
    default: throw element.error(.value, field)
    }
  }

  /// BOOLEAN DEFAULT FALSE: there only if it is true (X.690, 11.5).
  public mutating func booleanOrFalse(_ field: FieldName) throws(DERError) -> Bool {
    guard nextTag == .boolean else { return false }
    let before = self
    guard try boolean(field) else { throw before.error(.defaultWritten, field) }
    return true
  }

  /// A number that is not negative: its digits, without the zero in front of them that
  /// only keeps the sign.
  @_lifetime(copy self)
  public mutating func integer(
    _ field: FieldName, as tag: DERTag = .integer
  ) throws(DERError) -> Span<UInt8> {
    let element = try read(tag, field)
    let digits = element.content
    guard digits.count > 0, digits[0] < 0x80 else { throw element.error(.value, field) }
    guard digits.count > 1, digits[0] == 0 else { return digits }
    // A zero in front is there for the sign alone (X.690, 8.3.2).
    guard digits[1] >= 0x80 else { throw element.error(.value, field) }
    return digits.extracting(1...)
  }

  /// A number below 2³¹.
  public mutating func smallInteger(
    _ field: FieldName, as tag: DERTag = .integer
  ) throws(DERError) -> Int {
    let before = self
    let digits = try integer(field, as: tag)
    guard digits.count <= 4 else { throw before.error(.value, field) }
    var value: UInt32 = 0
    for i in digits.indices { value = value << 8 | UInt32(digits[i]) }
    guard value < 1 << 31 else { throw before.error(.value, field) }
    return Int(value)
  }

  /// A string of whole octets: signatures and keys.
  @_lifetime(copy self)
  public mutating func bitString(_ field: FieldName) throws(DERError) -> DERElement {
    let element = try read(.bitString, field)
    guard element.content.count > 0, element.content[0] == 0 else {
      throw element.error(.value, field)
    }
    return element
  }

  /// A list of named bits, bit 0 being the highest of the result; zeros at its end must
  /// have been left out (X.690, 11.2.2).
  public mutating func namedBits(
    _ field: FieldName, as tag: DERTag = .bitString
  ) throws(DERError) -> UInt16 {
    let element = try read(tag, field)
    let content = element.content
    guard 1...3 ~= content.count else { throw element.error(.value, field) }
    var bits: UInt16 = 0
    if content.count > 1 { bits = UInt16(content[1]) << 8 }
    if content.count > 2 { bits |= UInt16(content[2]) }
    let used = UInt16.bitWidth - bits.trailingZeroBitCount
    guard (used + 7) / 8 == content.count - 1,
      Int(content[0]) == 8 * (content.count - 1) - used
    else { throw element.error(.value, field) }
    return bits
  }

  /// The content of an OBJECT IDENTIFIER, each of whose numbers is written in as few
  /// groups of seven bits as possible (X.690, 8.19.2).
  @_lifetime(copy self)
  public mutating func objectIdentifier(
    _ field: FieldName, as tag: DERTag = .objectIdentifier
  ) throws(DERError) -> Span<UInt8> {
    let element = try read(tag, field)
    let content = element.content
    guard 1...64 ~= content.count, content[content.count - 1] < 0x80 else {
      throw element.error(.value, field)
    }
    for i in content.indices where content[i] == 0x80 {
      guard i > 0, content[i - 1] >= 0x80 else { throw element.error(.value, field) }
    }
    return content
  }

  /// The NULL that some algorithms have for parameters.
  public mutating func null(_ field: FieldName) throws(DERError) {
    let element = try read(.null, field)
    guard element.content.isEmpty else { throw element.error(.value, field) }
  }
}
