import Wire

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }` in DER
/// (RFC 8017, A.1.1), read where it lies.
public struct RSAPublicKey: ~Escapable {
  /// n, big-endian, without zeros in front: 256 to 512 bytes, the last one odd.
  public let modulus: Span<UInt8>
  /// e, odd, from 3 to 2³³ − 1.
  public let exponent: UInt64

  @_lifetime(copy der)
  public init(der: Span<UInt8>) throws(CryptoError) {
    do throws(WireError) {
      var reader = Reader(der)
      let content = try reader.long(0x30, "SEQUENCE")
      guard reader.isEmpty else { throw reader.invalid(0, "SEQUENCE") }
      var numbers = Reader(content)
      modulus = try numbers.positive(try numbers.long(0x02, "INTEGER"))
      exponent = try numbers.exponent()
      guard numbers.isEmpty else { throw numbers.invalid(0, "INTEGER") }
    } catch { throw .invalidKey }
    guard
      256...512 ~= modulus.count, modulus.count > 256 || modulus[0] >= 0x80,
      modulus[modulus.count - 1] & 1 == 1, exponent & 1 == 1, 3..<(1 << 33) ~= exponent
    else { throw .invalidKey }
  }
}

extension Reader {
  /// A value so long that its length takes two bytes, and one before them to say so.
  @_lifetime(copy self)
  fileprivate mutating func long(
    _ tag: UInt8, _ field: FieldName
  ) throws(WireError) -> Span<UInt8> {
    let header = try uint16(field)
    guard header == UInt16(tag) << 8 | 0x82 else { throw invalid(header, field) }
    return try prefixed16(field)
  }

  /// The digits of an INTEGER that is greater than zero: a zero byte stands before a first
  /// bit that is set, and nowhere else.
  @_lifetime(copy content)
  fileprivate func positive(
    _ content: Span<UInt8>
  ) throws(WireError) -> Span<UInt8> {
    guard content.count > 0 else { throw invalid(0, "INTEGER") }
    let isPadded = content[0] == 0 && content.count > 1
    let digits = isPadded ? content.extracting(1...) : content
    guard isPadded == (digits[0] >= 0x80) else { throw invalid(content[0], "INTEGER") }
    return digits
  }

  fileprivate mutating func exponent() throws(WireError) -> UInt64 {
    let tag = try uint8("INTEGER")
    guard tag == 0x02 else { throw invalid(tag, "INTEGER") }
    let digits = try positive(try prefixed8("INTEGER"))
    guard digits.count <= 5 else { throw invalid(digits[0], "INTEGER") }
    var value: UInt64 = 0
    for i in digits.indices { value = value << 8 | UInt64(digits[i]) }
    return value
  }
}
