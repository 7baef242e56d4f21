import Wire

extension OutputSpan where Element == UInt8 {
  public mutating func utf8String(
    _ text: Span<UInt8>, _ field: FieldName
  ) throws(WireError) {
    do { _ = try UTF8Span(validating: text) } catch {
      throw WireError(.invalid(UInt64(text.count)), field, at: count)
    }
    try primitive(.utf8String, text, field)
  }

  /// Letters, digits, space and `'()+,-./:=?` (X.680, 41.4).
  public mutating func printableString(
    _ text: Span<UInt8>, _ field: FieldName
  ) throws(WireError) {
    try check(text, field) { character in
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
      case UInt8(ascii: "+")...UInt8(ascii: ":"), 0x20, 0x27...0x29, 0x3d, 0x3f: true
      default: false
      }
    }
    try primitive(.printableString, text, field)
  }

  /// ASCII.
  public mutating func ia5String(
    _ text: Span<UInt8>, as tag: DERTag = .ia5String, _ field: FieldName
  ) throws(WireError) {
    try check(text, field) { $0 < 0x80 }
    try primitive(tag, text, field)
  }

  private func check(
    _ text: Span<UInt8>, _ field: FieldName, _ allowed: (UInt8) -> Bool
  ) throws(WireError) {
    for i in text.indices where !allowed(text[i]) {
      throw WireError(.invalid(UInt64(text[i])), field, at: count)
    }
  }
}
