/// Where a field stands in something that may be longer than a certificate.
struct FarPlace: Equatable, Sendable {
  private var start: UInt32 = 0
  private var end: UInt32 = 0

  /// Nowhere.
  init() {}

  init(_ range: Range<Int>) {
    start = UInt32(truncatingIfNeeded: range.lowerBound)
    end = UInt32(truncatingIfNeeded: range.upperBound)
  }

  @_lifetime(borrow bytes)
  func span(in bytes: borrowing [UInt8]) -> Span<UInt8> {
    bytes.span.extracting(Int(start)..<Int(end))
  }
}
