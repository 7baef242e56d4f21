import Primitives

/// What is authenticated but not hidden: in TLS 1.3 the header (RFC 8446, 5.2), in TLS 1.2
/// the number of the record, and a header with the length of the content (RFC 5246,
/// 6.2.3.3).
struct AdditionalData {
  private var storage = InlineArray<13, UInt8>(repeating: 0)
  private let count: Int

  init<Crypto: CryptoProvider>(
    _ record: Span<UInt8>, _ protection: borrowing RecordProtection<Crypto>, count: Int
  ) {
    let is13 = protection.version == .tls13
    let start = is13 ? 0 : 8
    for i in 0..<RecordHeader.length { storage[start &+ i] = record[i] }
    self.count = start &+ RecordHeader.length
    guard !is13 else { return }
    for i in 0..<8 {
      let shift = UInt64(56 &- 8 &* i)
      storage[i] = UInt8(truncatingIfNeeded: protection.sequenceNumber &>> shift)
    }
    storage[11] = UInt8(truncatingIfNeeded: count &>> 8)
    storage[12] = UInt8(truncatingIfNeeded: count)
  }

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { storage.span.extracting(0..<count) }
  }
}
