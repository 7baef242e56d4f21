import Wire

/// The two numbers of an ECDSA signature over P-256: r, then s (IEEE P1363),
/// each 32 bytes, big-endian.
public struct ECDSASignature: Sendable {
  public let bytes: InlineArray<64, UInt8>

  public init(bytes: InlineArray<64, UInt8>) { self.bytes = bytes }
}

extension ECDSASignature {
  /// Reads `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, 2.2.3)
  /// in the only encoding that DER has for a pair of numbers.
  public init(der: Span<UInt8>) throws(CryptoError) {
    do throws(WireError) {
      bytes = try Reader.all(der) { reader throws(WireError) in
        try reader.expect(0x30, "SEQUENCE")
        return try reader.prefixed8("SEQUENCE") { reader throws(WireError) in
          var bytes = InlineArray<64, UInt8>(repeating: 0)
          try reader.integer(endingAt: 32, in: &bytes)
          try reader.integer(endingAt: 64, in: &bytes)
          return bytes
        }
      }
    } catch { throw .invalidSignature }
  }
}

extension Reader {
  fileprivate mutating func expect(_ tag: UInt8, _ field: FieldName) throws(WireError) {
    let found = try uint8(field)
    guard found == tag else { throw invalid(found, field) }
  }

  fileprivate mutating func integer(
    endingAt end: Int, in bytes: inout InlineArray<64, UInt8>
  ) throws(WireError) {
    try expect(0x02, "INTEGER")
    let content = try prefixed8("INTEGER")
    guard !content.isEmpty else { throw invalid(0, "INTEGER") }
    // The first bit is the sign. So a zero byte stands before a number whose own first
    // bit is set, and before no other; zero itself is that byte alone.
    let isPadded = content[0] == 0 && content.count > 1
    let digits = isPadded ? content.extracting(1...) : content
    guard digits.count <= 32, isPadded == (digits[0] >= 0x80) else {
      throw invalid(content[0], "INTEGER")
    }
    for i in digits.indices { bytes[end - digits.count + i] = digits[i] }
  }
}

extension ECDSASignature {
  /// No signature over P-256 is longer: two headers of an INTEGER, one of the SEQUENCE,
  /// two zero bytes before 32 digits.
  public static var maximumDERLength: Int { 2 + 2 * (2 + 1 + 32) }

  /// Appends the DER encoding; there must be room for the longest.
  public func write(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    guard out.freeCapacity >= Self.maximumDERLength else {
      throw .bufferTooSmall(needed: Self.maximumDERLength)
    }
    do throws(WireError) {
      try out.write(uint8: 0x30, "SEQUENCE")
      try out.prefixed8("SEQUENCE") { out throws(WireError) in
        try write(bytes.span.extracting(..<32), into: &out)
        try write(bytes.span.extracting(32...), into: &out)
      }
    } catch { throw .bufferTooSmall(needed: Self.maximumDERLength) }
  }

  private func write(
    _ number: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    var start = 0
    while start < number.count - 1, number[start] == 0 { start += 1 }
    try out.write(uint8: 0x02, "INTEGER")
    try out.prefixed8("INTEGER") { out throws(WireError) in
      if number[start] >= 0x80 { try out.write(uint8: 0, "INTEGER") }
      try out.write(bytes: number.extracting(start...), "INTEGER")
    }
  }
}
