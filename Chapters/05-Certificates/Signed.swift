import Identity
import Wire

extension OutputSpan where Element == UInt8 {
  /// SIGNED { ToBeSigned } ::= SEQUENCE {
  ///      toBeSigned           ToBeSigned,
  ///      signatureAlgorithm   AlgorithmIdentifier,
  ///      signature            BIT STRING }
  ///
  /// What X.509 signs, it signs in this form, and some of it with `more` at the end.
  /// If it throws, something may be left behind.
  mutating func signed<Key: SigningKey & ~Copyable>(
    by key: inout Key, _ field: FieldName,
    _ toBeSigned: (inout Self) throws(WireError) -> Void,
    then more: (inout Self) throws(WireError) -> Void = { _ throws(WireError) in }
  ) throws(X509Error) {
    let whole: OpenValue
    let start: Int
    do throws(WireError) {
      whole = try open(.sequence, field)
      start = count
      try toBeSigned(&self)
    } catch { throw .encoding(error) }
    let signature: [UInt8]
    do throws(KeyStoreError) {
      signature = try [UInt8](capacity: key.algorithm.maximumSignatureLength) {
        signature throws(KeyStoreError) in
        try key.sign(span.extracting(start...), into: &signature)
      }
    } catch { throw X509Error(error) }
    do throws(WireError) {
      try signatureAlgorithm(key.algorithm, "signatureAlgorithm")
      try bitString(signature.span, "signature")
      try more(&self)
      try close(whole)
    } catch { throw .encoding(error) }
  }
}
