import Wire

extension DERReader {
  /// Reads the whole of `bytes`: what `parse` leaves over is an error.
  public static func all<T: ~Copyable>(
    _ bytes: Span<UInt8>, base: Int = 0, _ field: FieldName,
    _ parse: (inout DERReader) throws(DERError) -> T
  ) throws(DERError) -> T {
    var reader = DERReader(bytes, base: base)
    let value = try parse(&reader)
    try reader.end(field)
    return value
  }

  /// A SEQUENCE, whose elements `parse` must use up.
  public mutating func sequence<T: ~Copyable>(
    _ field: FieldName, _ parse: (inout DERReader) throws(DERError) -> T
  ) throws(DERError) -> T {
    try constructed(.sequence, field, parse)
  }

  /// `[number] EXPLICIT`, and what is wrapped in it; `nil` if it is absent.
  public mutating func explicit<T: ~Copyable>(
    _ number: UInt8, _ field: FieldName,
    _ parse: (inout DERReader) throws(DERError) -> T
  ) throws(DERError) -> T? {
    guard nextTag == .explicit(number) else { return nil }
    return try constructed(.explicit(number), field, parse)
  }

  /// Any value with values inside, which `parse` must use up.
  public mutating func constructed<T: ~Copyable>(
    _ tag: DERTag, _ field: FieldName,
    _ parse: (inout DERReader) throws(DERError) -> T
  ) throws(DERError) -> T {
    var ahead = self
    let element = try ahead.read(tag, field)
    var inside = DERReader(element)
    let value = try parse(&inside)
    try inside.end(field)
    self = ahead
    return value
  }

  /// SEQUENCE SIZE (1..MAX) OF, or the same with another tag.
  public mutating func list(
    _ field: FieldName, as tag: DERTag = .sequence,
    _ parse: (inout DERReader) throws(DERError) -> Void
  ) throws(DERError) {
    try constructed(tag, field) { reader throws(DERError) in
      guard !reader.isEmpty else { throw reader.error(.empty, field) }
      while !reader.isEmpty { try parse(&reader) }
    }
  }

  func end(_ field: FieldName) throws(DERError) {
    guard isEmpty else { throw error(.leftover(remaining), field) }
  }
}
