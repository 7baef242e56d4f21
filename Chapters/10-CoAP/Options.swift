import Wire

/// One option of a message, still borrowed.
public struct Option: ~Escapable {
  public let number: OptionNumber
  public let value: Span<UInt8>
  /// Whether it keeps to its number's definition; if not, it counts as not understood.
  public let isUnderstood: Bool

  @_lifetime(copy value)
  init(_ number: OptionNumber, _ value: Span<UInt8>, isUnderstood: Bool) {
    self.number = number
    self.value = value
    self.isUnderstood = isUnderstood
  }

  /// The value as a number (3.2); `nil` if it takes more than four bytes.
  public var uint: UInt32? {
    guard value.count <= 4 else { return nil }
    var number: UInt32 = 0
    for i in value.indices { number = number << 8 | UInt32(value[i]) }
    return number
  }
}

/// The options of a message in the order of their numbers; every one has been checked.
public struct Options: ~Escapable {
  /// As they stand in the message.
  public let bytes: Span<UInt8>
  private var unread: Reader
  private var last: UInt16 = 0
  private var isFirst = true

  /// Reads up to the payload marker, or to the end.
  @_lifetime(copy reader)
  init(_ reader: inout Reader) throws(WireError) {
    let start = reader
    var end = reader
    var number: UInt16 = 0
    while !reader.isEmpty, try Options.read(&reader, &number) != nil { end = reader }
    var options = start
    bytes = try options.bytes(end.offset - start.offset, "Options")
    unread = Reader(bytes, base: start.offset)
  }

  /// Options as an event's buffer holds them.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) throws(WireError) {
    var reader = Reader(bytes)
    try self.init(&reader)
    guard self.bytes.count == bytes.count else {
      throw WireError(.invalid(0xff), "Options", at: self.bytes.count)
    }
  }

  /// The next option, `nil` after the last.
  @_lifetime(copy self)
  public mutating func next() -> Option? {
    let before = last
    guard !unread.isEmpty, let value = try? Options.read(&unread, &last) else {
      return nil
    }
    let number = OptionNumber(rawValue: last)
    let isRepeated = last == before && !isFirst
    isFirst = false
    guard let (length, isRepeatable) = number.definition else {
      return Option(number, value, isUnderstood: false)
    }
    //= rfc7252#5.4.5
    //# each supernumerary option occurrence that appears subsequently in the message
    //# MUST be treated like an unrecognized option
    //= rfc7252#5.4.3
    //# that option MUST be treated like an unrecognized option
    return Option(
      number, value,
      isUnderstood: length.contains(value.count) && (isRepeatable || !isRepeated))
  }

  static var payloadMarker: UInt8 { 0xff }

  /// One option's value and, in `number`, its number; `nil` at the payload marker.
  @_lifetime(copy reader)
  private static func read(
    _ reader: inout Reader, _ number: inout UInt16
  ) throws(WireError) -> Span<UInt8>? {
    let byte = try reader.uint8("Option Delta")
    guard byte != payloadMarker else { return nil }
    let delta = try reader.optionNibble(byte >> 4, "Option Delta")
    let length = try reader.optionNibble(byte & 0x0f, "Option Length")
    let (sum, overflow) = number.addingReportingOverflow(
      UInt16(truncatingIfNeeded: delta))
    guard delta <= UInt16.max, !overflow else {
      throw reader.invalid(delta, "Option Delta")
    }
    number = sum
    return try reader.bytes(Int(length), "Option Value")
  }
}
