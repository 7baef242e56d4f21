import Wire

extension DERReader {
  /// Name ::= CHOICE { -- only one possibility for now --
  ///   rdnSequence  RDNSequence }
  ///
  /// RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
  ///
  /// Where it stands, when all in it has its form.
  mutating func name(_ field: FieldName) throws(DERError) -> Range<Int> {
    let element = try read(.sequence, field)
    var names = DERReader(element)
    while !names.isEmpty {
      try names.list("RelativeDistinguishedName", as: .set) { set throws(DERError) in
        try set.attributeTypeAndValue()
      }
    }
    return element.range
  }

  /// AttributeTypeAndValue ::= SEQUENCE {
  ///   type     AttributeType,
  ///   value    AttributeValue }
  private mutating func attributeTypeAndValue() throws(DERError) {
    try sequence("AttributeTypeAndValue") { reader throws(DERError) in
      _ = try reader.objectIdentifier("type")
      let value = try reader.any("value")
      switch value.tag {
      case .utf8String:
        do throws(UTF8.ValidationError) {
          _ = try UTF8Span(validating: value.content)
        } catch {
          throw value.error(.value, "value")
        }
        try noZero(value)
      case .printableString, .ia5String: try noZero(value)
      default: break
      }
    }
  }
}

/// A zero ends a text for programs written in C, and for no others: what one of them takes
/// for `bank.example` another takes for something longer.
private func noZero(_ text: DERElement) throws(DERError) {
  for i in text.content.indices where text.content[i] == 0 {
    throw text.error(.value, "value")
  }
}
