import Wire

/// Who a certificate is for, or from. An empty part is left out.
public struct Name: Equatable, Sendable {
  /// UTF-8, at most 64 characters each (RFC 5280, appendix A.1).
  public var organization: [UInt8]
  public var commonName: [UInt8]
  /// Of the device, not of the certificate: 64 letters, digits and `'()+,-./:=? `.
  public var serialNumber: [UInt8]

  public init(
    organization: [UInt8] = [], commonName: [UInt8] = [], serialNumber: [UInt8] = []
  ) {
    self.organization = organization
    self.commonName = commonName
    self.serialNumber = serialNumber
  }

  public var isEmpty: Bool { bytes == 0 }

  var bytes: Int { organization.count + commonName.count + serialNumber.count }
}

extension OutputSpan where Element == UInt8 {
  /// Name ::= CHOICE { -- only one possibility for now --
  ///   rdnSequence  RDNSequence }
  ///
  /// RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
  mutating func name(_ name: Name, _ field: FieldName) throws(WireError) {
    try sequence(field) { out throws(WireError) in
      try out.attribute([2, 5, 4, 10], name.organization, "organizationName") {
        out, text throws(WireError) in try out.utf8String(text, "organizationName")
      }
      try out.attribute([2, 5, 4, 3], name.commonName, "commonName") {
        out, text throws(WireError) in try out.utf8String(text, "commonName")
      }
      try out.attribute([2, 5, 4, 5], name.serialNumber, "serialNumber") {
        out, text throws(WireError) in try out.printableString(text, "serialNumber")
      }
    }
  }

  /// RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
  ///
  /// AttributeTypeAndValue ::= SEQUENCE {
  ///   type     AttributeType,
  ///   value    AttributeValue }
  private mutating func attribute(
    _ type: OID, _ text: [UInt8], _ field: FieldName,
    value: (inout Self, Span<UInt8>) throws(WireError) -> Void
  ) throws(WireError) {
    if text.isEmpty { return }
    let characters = text.count { $0 & 0xc0 != 0x80 }
    guard characters <= 64 else {
      throw WireError(.invalid(UInt64(characters)), field, at: count)
    }
    try set(field) { out throws(WireError) in
      try out.sequence(field) { out throws(WireError) in
        try out.objectIdentifier(type, field)
        try value(&out, text.span)
      }
    }
  }
}
