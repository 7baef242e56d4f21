import Wire

extension DERReader {
  /// Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
  ///
  /// Extension  ::=  SEQUENCE  {
  ///      extnID      OBJECT IDENTIFIER,
  ///      critical    BOOLEAN DEFAULT FALSE,
  ///      extnValue   OCTET STRING }
  ///
  /// Hands each to `take`, which says whether it knows the identifier, and must then have
  /// read the value to its end. Tells whether there was a critical one that it did not.
  mutating func eachExtension(
    _ take: (OIDCode, inout DERReader) throws(DERError) -> Bool
  ) throws(DERError) -> Bool {
    let before = self
    var count = 0
    var hasUnknownCritical = false
    try list("Extensions") { reader throws(DERError) in
      let whole = try reader.read(.sequence, "Extension")
      var inside = DERReader(whole)
      let id = try inside.objectIdentifier("extnID")
      let critical = try inside.booleanOrFalse("critical")
      let octets = try inside.read(.octetString, "extnValue")
      try inside.end("Extension")
      guard count < 32, try !before.has(id, amongTheFirst: count) else {
        throw whole.error(.value, "extnID")
      }
      count += 1
      var value = DERReader(octets)
      if try take(OIDCode(id), &value) {
        try value.end("extnValue")
      } else if critical {
        hasUnknownCritical = true
      }
    }
    return hasUnknownCritical
  }
}
