/// What is authenticated but not hidden: in TLS 1.3 the header (RFC 8446, 5.2), in TLS 1.2
/// the number of the record, and a header with the length of the content (RFC 5246,
/// 6.2.3.3).
struct AdditionalData {
  private var storage = InlineArray<13, UInt8>(repeating: 0)
  private let count: Int

  init(_ record: Span<UInt8>, _ version: TLSVersion, number: UInt64, count: Int) {
    guard version == .tls12 else {
      for i in 0..<RecordHeader.length { storage[i] = record[i] }
      self.count = RecordHeader.length
      return
    }
    for i in 0..<8 {
      storage[i] = UInt8(truncatingIfNeeded: number &>> UInt64(56 &- 8 &* i))
    }
    for i in 0..<3 { storage[8 &+ i] = record[i] }
    storage[11] = UInt8(truncatingIfNeeded: count &>> 8)
    storage[12] = UInt8(truncatingIfNeeded: count)
    self.count = 13
  }

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { storage.span.extracting(0..<count) }
  }
}
