import Wire

extension OutputSpan where Element == UInt8 {
  /// Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
  mutating func extensions(
    of certificate: TBSCertificate, _ field: FieldName
  ) throws(WireError) {
    try sequence(field) { out throws(WireError) in
      try out.basicConstraints(certificate.profile)
      try out.keyUsage(certificate.profile.keyUsage)
      switch certificate.profile {
      case .authority: break
      case .server(let names):
        try out.extendedKeyUsage([1, 3, 6, 1, 5, 5, 7, 3, 1], "id-kp-serverAuth")
        //= rfc5280#4.1.2.6
        //# If subject naming information is present only in the subjectAltName
        //# extension (e.g., a key bound only to an email address or URI), then the
        //# subject name MUST be an empty sequence and the subjectAltName extension
        //# MUST be critical.
        try out.subjectAltName(names, critical: certificate.subject.isEmpty)
      case .device:
        try out.extendedKeyUsage([1, 3, 6, 1, 5, 5, 7, 3, 2], "id-kp-clientAuth")
      }
      try out.subjectKeyIdentifier(certificate.subjectKeyIdentifier.span)
      if !certificate.isSelfSigned {
        try out.authorityKeyIdentifier(certificate.authorityKeyIdentifier.span)
      }
    }
  }

  /// Extension  ::=  SEQUENCE  {
  ///      extnID      OBJECT IDENTIFIER,
  ///      critical    BOOLEAN DEFAULT FALSE,
  ///      extnValue   OCTET STRING
  ///                  -- contains the DER encoding of an ASN.1 value
  ///                  -- corresponding to the extension type identified
  ///                  -- by extnID
  ///      }
  private mutating func certificateExtension(
    _ id: OID, critical: Bool, _ field: FieldName,
    _ value: (inout Self) throws(WireError) -> Void
  ) throws(WireError) {
    try sequence(field) { out throws(WireError) in
      try out.objectIdentifier(id, "extnID")
      if critical { try out.boolean(true, "critical") }
      try out.octetString("extnValue", value)
    }
  }

  /// BasicConstraints ::= SEQUENCE {
  ///      cA                      BOOLEAN DEFAULT FALSE,
  ///      pathLenConstraint       INTEGER (0..MAX) OPTIONAL }
  private mutating func basicConstraints(_ profile: Profile) throws(WireError) {
    try certificateExtension([2, 5, 29, 19], critical: true, "basicConstraints") {
      out throws(WireError) in
      try out.sequence("BasicConstraints") { out throws(WireError) in
        if case .authority(let pathLength) = profile {
          try out.boolean(true, "cA")
          try out.integer(pathLength, "pathLenConstraint")
        }
      }
    }
  }

  private mutating func keyUsage(_ usage: KeyUsage) throws(WireError) {
    try certificateExtension([2, 5, 29, 15], critical: true, "keyUsage") {
      out throws(WireError) in
      try out.namedBits(usage.rawValue, "KeyUsage")
    }
  }

  /// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
  ///
  /// KeyPurposeId ::= OBJECT IDENTIFIER
  private mutating func extendedKeyUsage(
    _ purpose: OID, _ field: FieldName
  ) throws(WireError) {
    try certificateExtension([2, 5, 29, 37], critical: false, "extKeyUsage") {
      out throws(WireError) in
      try out.sequence("ExtKeyUsageSyntax") { out throws(WireError) in
        try out.objectIdentifier(purpose, field)
      }
    }
  }

  /// GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName
  ///
  /// GeneralName ::= CHOICE {
  ///      dNSName                         [2]     IA5String,
  ///      iPAddress                       [7]     OCTET STRING }
  mutating func subjectAltName(
    _ names: [GeneralName], critical: Bool
  ) throws(WireError) {
    try certificateExtension([2, 5, 29, 17], critical: critical, "subjectAltName") {
      out throws(WireError) in
      try out.sequence("GeneralNames") { out throws(WireError) in
        for name in names {
          switch name {
          case .dns(let host): try out.dNSName(host.span)
          case .ip(let address): try out.iPAddress(address.span)
          }
        }
      }
    }
  }

  private mutating func dNSName(_ host: Span<UInt8>) throws(WireError) {
    guard isHostName(host) else {
      throw WireError(.invalid(UInt64(host.count)), "dNSName", at: count)
    }
    try ia5String(host, as: .implicit(2), "dNSName")
  }

  private mutating func iPAddress(_ address: Span<UInt8>) throws(WireError) {
    guard address.count == 4 || address.count == 16 else {
      throw WireError(.invalid(UInt64(address.count)), "iPAddress", at: count)
    }
    try octetString(address, as: .implicit(7), "iPAddress")
  }

  /// SubjectKeyIdentifier ::= KeyIdentifier
  ///
  /// KeyIdentifier ::= OCTET STRING
  private mutating func subjectKeyIdentifier(
    _ identifier: Span<UInt8>
  ) throws(WireError) {
    let field: FieldName = "subjectKeyIdentifier"
    try certificateExtension([2, 5, 29, 14], critical: false, field) {
      out throws(WireError) in
      try out.octetString(identifier, "KeyIdentifier")
    }
  }

  /// AuthorityKeyIdentifier ::= SEQUENCE {
  ///      keyIdentifier             [0] KeyIdentifier           OPTIONAL,
  ///      authorityCertIssuer       [1] GeneralNames            OPTIONAL,
  ///      authorityCertSerialNumber [2] CertificateSerialNumber OPTIONAL  }
  private mutating func authorityKeyIdentifier(
    _ identifier: Span<UInt8>
  ) throws(WireError) {
    let field: FieldName = "authorityKeyIdentifier"
    try certificateExtension([2, 5, 29, 35], critical: false, field) {
      out throws(WireError) in
      try out.sequence("AuthorityKeyIdentifier") { out throws(WireError) in
        try out.octetString(identifier, as: .implicit(0), "keyIdentifier")
      }
    }
  }
}

/// Labels of 1 to 63 letters, digits and inner hyphens between dots
/// (RFC 1034, 3.5, as RFC 1123, 2.1 has it), 253 bytes in all.
private func isHostName(_ host: Span<UInt8>) -> Bool {
  guard host.count <= 253 else { return false }
  var labelLength = 0
  var previous = UInt8(ascii: ".")
  for i in host.indices {
    switch host[i] {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      labelLength += 1
    case UInt8(ascii: "-"):
      if labelLength == 0 { return false }
      labelLength += 1
    case UInt8(ascii: "."):
      if labelLength == 0 || previous == UInt8(ascii: "-") { return false }
      labelLength = 0
    default: return false
    }
    if labelLength > 63 { return false }
    previous = host[i]
  }
  return labelLength > 0 && previous != UInt8(ascii: "-")
}
