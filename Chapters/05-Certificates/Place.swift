/// Where in a certificate a field stands.
struct Place: Equatable, Sendable {
  private var start: UInt16 = 0
  private var end: UInt16 = 0

  /// Nowhere.
  init() {}

  init(_ range: Range<Int>) {
    start = UInt16(truncatingIfNeeded: range.lowerBound)
    end = UInt16(truncatingIfNeeded: range.upperBound)
  }

  @_lifetime(borrow bytes)
  func span(in bytes: borrowing [UInt8]) -> Span<UInt8> {
    bytes.span.extracting(Int(start)..<Int(end))
  }
}
