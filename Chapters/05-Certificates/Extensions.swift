import Wire

extension OutputSpan where Element == UInt8 {
  /// Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
  mutating func extensions(
    of certificate: TBSCertificate, _ field: FieldName
  ) throws(WireError) {
    try sequence(field) { out throws(WireError) in
      switch certificate.statements {
      case .new(let profile, _):
        try out.basicConstraints(profile)
        try out.keyUsage(profile.keyUsage)
        if let purpose = profile.purpose { try out.extendedKeyUsage(purpose) }
        try out.otherNames(profile, isOnlyName: certificate.subject.isEmpty)
      case .asBefore(let extensions): try out.encoded(extensions.span, field)
      }
      try out.subjectKeyIdentifier(certificate.subjectKeyIdentifier.span)
      if !certificate.isSelfSigned {
        try out.authorityKeyIdentifier(certificate.authorityKeyIdentifier.span)
      }
      guard case .new(let profile, let details) = certificate.statements else { return }
      try out.details(details)
      if profile == .ocspResponder { try out.ocspNoCheck() }
    }
  }

  /// Those beside the subject's, and those that an authority may give to others.
  private mutating func otherNames(
    _ profile: Profile, isOnlyName: Bool
  ) throws(WireError) {
    //= rfc5280#4.1.2.6
    //# If subject naming information is present only in the subjectAltName
    //# extension (e.g., a key bound only to an email address or URI), then the
    //# subject name MUST be an empty sequence and the subjectAltName extension
    //# MUST be critical.
    switch profile {
    case .authority, .client, .device, .ocspResponder: break
    case .confinedAuthority(_, let constraints): try nameConstraints(constraints)
    case .server(let names):
      try subjectAltName(critical: isOnlyName) { out throws(WireError) in
        for name in names { try out.generalName(name) }
      }
    case .initialDevice(let name), .localDevice(let name):
      try subjectAltName(critical: isOnlyName) { out throws(WireError) in
        try out.otherName(name)
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
  mutating func certificateExtension(
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
        if let pathLength = profile.pathLength {
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
  private mutating func extendedKeyUsage(_ purpose: OID) throws(WireError) {
    try certificateExtension([2, 5, 29, 37], critical: false, "extKeyUsage") {
      out throws(WireError) in
      try out.sequence("ExtKeyUsageSyntax") { out throws(WireError) in
        try out.objectIdentifier(purpose, "KeyPurposeId")
      }
    }
  }

  /// GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName
  mutating func subjectAltName(
    critical: Bool, _ names: (inout Self) throws(WireError) -> Void
  ) throws(WireError) {
    try certificateExtension([2, 5, 29, 17], critical: critical, "subjectAltName") {
      out throws(WireError) in
      try out.sequence("GeneralNames", names)
    }
  }

  /// GeneralName ::= CHOICE {
  ///      dNSName                         [2]     IA5String,
  ///      iPAddress                       [7]     OCTET STRING }
  mutating func generalName(_ name: GeneralName) throws(WireError) {
    switch name {
    case .dns(let host): try dNSName(host.span)
    case .ip(let address): try iPAddress(address.span)
    }
  }

  mutating func dNSName(_ host: Span<UInt8>) throws(WireError) {
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

  /// id-pkix-ocsp-nocheck: nobody asks the responder about its own certificate
  /// (RFC 6960, 4.2.2.2.1).
  private mutating func ocspNoCheck() throws(WireError) {
    let id: OID = [1, 3, 6, 1, 5, 5, 7, 48, 1, 5]
    try certificateExtension(id, critical: false, "id-pkix-ocsp-nocheck") {
      out throws(WireError) in
      try out.header(.null, length: 0, "NULL")
    }
  }
}

/// Labels of 1 to 63 letters, digits and inner hyphens between dots
/// (RFC 1034, 3.5, as RFC 1123, 2.1 has it), 253 bytes in all.
func isHostName(_ host: Span<UInt8>) -> Bool {
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
