import Wire

/// An RSA public key, as it stands in a certificate (RFC 8017, A.1.1).
public struct RSAPublicKey: ~Escapable {
  /// 256 to 512 bytes, big-endian, without a zero in front.
  public let modulus: Span<UInt8>
  /// 1 to 8 bytes, big-endian, without a zero in front.
  public let exponent: Span<UInt8>

  /// Reads `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }` in
  /// the only encoding that DER has for it, and throws `.invalidKey` for any other.
  @_lifetime(copy der)
  public init(der: Span<UInt8>) throws(CryptoError) {
    do throws(WireError) {
      var key = Reader(der)
      var numbers = Reader(try key.content(of: 0x30))
      modulus = try numbers.positiveInteger()
      exponent = try numbers.positiveInteger()
      guard key.isEmpty, numbers.isEmpty else { throw key.invalid(0, "RSAPublicKey") }
    } catch { throw .invalidKey }
    guard isOfUsefulSize, isOdd(modulus), isOdd(exponent) else { throw .invalidKey }
  }

  /// A modulus of 2048 to 4096 bits, and an exponent of 3 to 2⁶⁴ − 1.
  private var isOfUsefulSize: Bool {
    (257...512 ~= modulus.count || modulus.count == 256 && modulus[0] >= 0x80)
      && (2...8 ~= exponent.count || exponent.count == 1 && exponent[0] >= 3)
  }
}

private func isOdd(_ number: Span<UInt8>) -> Bool {
  number[number.count &- 1] & 1 == 1
}

extension Reader {
  /// DER: a tag, a length in its shortest form, and that many bytes.
  @_lifetime(copy self)
  fileprivate mutating func content(of tag: UInt8) throws(WireError) -> Span<UInt8> {
    guard try uint8("tag") == tag else { throw invalid(tag, "tag") }
    let first = try uint8("length")
    let length: Int
    switch first {
    case 0..<0x80: length = Int(first)
    case 0x81: length = Int(try uint8("length"))
    case 0x82: length = Int(try uint16("length"))
    default: throw invalid(first, "length")
    }
    guard first < 0x80 || length >= (first == 0x81 ? 0x80 : 0x100) else {
      throw invalid(length, "length")
    }
    return try bytes(length, "content")
  }

  /// The digits alone, without the zero byte that keeps DER from reading a minus sign.
  @_lifetime(copy self)
  fileprivate mutating func positiveInteger() throws(WireError) -> Span<UInt8> {
    let content = try content(of: 0x02)
    guard !content.isEmpty else { throw invalid(0, "INTEGER") }
    let isPadded = content[0] == 0 && content.count > 1
    let digits = isPadded ? content.extracting(1...) : content
    guard isPadded == (digits[0] >= 0x80) else { throw invalid(content[0], "INTEGER") }
    return digits
  }
}
