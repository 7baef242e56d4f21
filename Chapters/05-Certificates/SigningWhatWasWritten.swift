import Primitives
import Wire

extension OutputSpan where Element == UInt8 {
  /// What `write` appends, and behind it
  ///
  ///      signatureAlgorithm   AlgorithmIdentifier,
  ///      signature            BIT STRING
  mutating func signed<Key: Signer & ~Copyable>(
    by key: inout Key, _ write: (inout Self) throws(WireError) -> Void
  ) throws(X509Error) {
    let start = count
    do throws(WireError) { try write(&self) } catch { throw .encoding(error) }
    let signature: [UInt8]
    do throws(CryptoError) {
      let message = span.extracting(start...)
      signature = try [UInt8](capacity: Key.maximumSignatureLength) {
        signature throws(CryptoError) in
        try key.sign(message, into: &signature)
      }
    } catch { throw .crypto(error) }
    do throws(WireError) {
      try ecdsaWithSHA256("signatureAlgorithm")
      try bitString(signature.span, "signature")
    } catch { throw .encoding(error) }
  }

  /// YYYYMMDDHHMMSSZ, whatever the year.
  mutating func generalizedTime(_ time: Time, _ field: FieldName) throws(WireError) {
    guard time >= .earliest, time <= .noExpiry else {
      let seconds = UInt64(bitPattern: time.secondsSince1970)
      throw WireError(.invalid(seconds), field, at: count)
    }
    try header(.generalizedTime, length: 15, field)
    let civil = CivilTime(time)
    for (number, digits) in [
      (civil.year, 4), (civil.month, 2), (civil.day, 2), (civil.hour, 2),
      (civil.minute, 2), (civil.second, 2),
    ] {
      if digits == 4 {
        append(UInt8(ascii: "0") + UInt8(number / 1000 % 10))
        append(UInt8(ascii: "0") + UInt8(number / 100 % 10))
      }
      append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
      append(UInt8(ascii: "0") + UInt8(number % 10))
    }
    append(UInt8(ascii: "Z"))
  }
}
