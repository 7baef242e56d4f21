import Wire

/// Reads values off the front of some DER, which it borrows and never copies.
///
/// A header that cannot be read leaves the reader where it was.
public struct DERReader: ~Escapable {
  private let bytes: Span<UInt8>
  /// Where `bytes` begins in the input that errors and ranges speak of.
  private let base: Int
  private var position = 0

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, base: Int = 0) {
    self.bytes = bytes
    self.base = base
  }

  /// The content of a value, whose own range goes on counting in the whole input.
  @_lifetime(copy element)
  public init(_ element: DERElement) {
    self.init(element.content, base: element.contentStart)
  }

  public var isEmpty: Bool { position == bytes.count }
  /// Bytes from the start of the whole input.
  public var offset: Int { base &+ position }

  /// Bytes that were not read yet.
  public var remaining: Int { bytes.count - position }

  /// The tag that comes next; `nil` at the end.
  public var nextTag: DERTag? { isEmpty ? nil : DERTag(bytes[position]) }

  /// The next value, whatever it is.
  @_lifetime(copy self)
  public mutating func any(_ field: FieldName) throws(DERError) -> DERElement {
    let header = try header(field)
    let start = position
    position = header.end
    return DERElement(
      tag: DERTag(bytes[start]), bytes: bytes.extracting(start..<header.end),
      headerLength: header.content - start, start: base &+ start)
  }

  /// The next value, which must have this tag.
  @_lifetime(copy self)
  public mutating func read(
    _ tag: DERTag, _ field: FieldName
  ) throws(DERError) -> DERElement {
    guard let found = nextTag else { throw error(.truncated(missing: 2), field) }
    guard found == tag else {
      throw error(.wrongTag(found: found.octet, expected: tag.octet), field)
    }
    return try any(field)
  }

  /// The next value if it has this tag; an OPTIONAL field.
  @_lifetime(copy self)
  public mutating func readIfPresent(
    _ tag: DERTag, _ field: FieldName
  ) throws(DERError) -> DERElement? {
    guard nextTag == tag else { return nil }
    return try any(field)
  }

  /// To be thrown: whatever comes next is wrong.
  public func error(_ fault: DERError.Fault, _ field: FieldName) -> DERError {
    DERError(fault, field, at: offset)
  }

  /// Where the next value's content begins and ends, if there is room for all of it.
  private func header(
    _ field: FieldName
  ) throws(DERError) -> (content: Int, end: Int) {
    let available = bytes.count - position
    guard available >= 2 else {
      throw error(.truncated(missing: 2 - available), field)
    }
    guard bytes[position] & 0x1f != 0x1f else { throw error(.highTagNumber, field) }
    let first = bytes[position + 1]
    var length = Int(first)
    var octets = 0
    if first >= 0x80 {
      octets = Int(first & 0x7f)
      guard octets != 0 else { throw error(.indefiniteLength, field) }
      guard octets <= 3 else { throw error(.lengthTooLong, field) }
      guard available >= 2 + octets else {
        throw error(.truncated(missing: 2 + octets - available), field)
      }
      length = 0
      for i in 0..<octets { length = length << 8 | Int(bytes[position + 2 + i]) }
      guard length >= 0x80, length >> (8 * (octets - 1)) != 0 else {
        throw error(.lengthNotMinimal, field)
      }
    }
    let content = position + 2 + octets
    guard length <= bytes.count - content else {
      throw error(.truncated(missing: length - (bytes.count - content)), field)
    }
    return (content, content + length)
  }
}

/// One value: its tag, its content, and where in the input it stands.
public struct DERElement: ~Escapable {
  public let tag: DERTag
  /// The whole value: tag, length and content.
  public let bytes: Span<UInt8>
  private let headerLength: Int
  private let start: Int

  @_lifetime(copy bytes)
  init(tag: DERTag, bytes: Span<UInt8>, headerLength: Int, start: Int) {
    self.tag = tag
    self.bytes = bytes
    self.headerLength = headerLength
    self.start = start
  }

  public var content: Span<UInt8> {
    @_lifetime(copy self) get { bytes.extracting(headerLength...) }
  }

  /// Where the value stands in the whole input.
  public var range: Range<Int> { start..<start &+ bytes.count }
  public var contentStart: Int { start &+ headerLength }
  public var contentRange: Range<Int> { contentStart..<start &+ bytes.count }

  /// To be thrown: the value is not what this field can hold.
  public func error(_ fault: DERError.Fault, _ field: FieldName) -> DERError {
    DERError(fault, field, at: start)
  }
}
