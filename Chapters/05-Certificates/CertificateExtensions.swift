import Wire

/// What a certificate of version 3 says besides.
public struct CertificateExtensions: Sendable {
  /// `nil` where the extension is absent, here and below.
  public var basicConstraints: BasicConstraints?
  public var keyUsage: KeyUsage?
  var extendedKeyUsage: Place?
  var subjectAltName: Place?
  var nameConstraints: Place?
  var certificatePolicies: Place?
  var policyMappings: Place?
  public var policyConstraints: PolicyConstraints?
  /// After so many more certificates anyPolicy stands for nothing.
  public var inhibitAnyPolicy: Int?
  var subjectKeyIdentifier: Place?
  var authorityKeyIdentifier: Place?
  var distributionPoints: Place?
  var authorityInfoAccess: Place?
  /// Nobody asks whether this responder is revoked (RFC 6960, 4.2.2.2.1).
  public var isOCSPNoCheck = false
  /// Nowhere is anything to be found about its revocation (RFC 9608).
  public var hasNoRevocation = false
  /// A critical one that this book does not know: whoever meets it must refuse.
  public var hasUnknownCritical = false
}

/// BasicConstraints ::= SEQUENCE {
///      cA                      BOOLEAN DEFAULT FALSE,
///      pathLenConstraint       INTEGER (0..MAX) OPTIONAL }
public struct BasicConstraints: Equatable, Sendable {
  public let isAuthority: Bool
  /// How many more authorities may follow; `nil` for any number.
  public let pathLength: Int?
}

extension DERReader {
  /// Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
  mutating func certificateExtensions() throws(DERError) -> CertificateExtensions {
    var extensions = CertificateExtensions()
    let before = self
    var count = 0
    try list("Extensions") { reader throws(DERError) in
      //= rfc5280#4.2
      //# A certificate MUST NOT include more than
      //# one instance of a particular extension.
      try reader.certificateExtension(
        into: &extensions, after: before, number: count)
      count += 1
    }
    return extensions
  }

  /// Extension  ::=  SEQUENCE  {
  ///      extnID      OBJECT IDENTIFIER,
  ///      critical    BOOLEAN DEFAULT FALSE,
  ///      extnValue   OCTET STRING }
  private mutating func certificateExtension(
    into extensions: inout CertificateExtensions, after first: DERReader, number: Int
  ) throws(DERError) {
    let whole = try read(.sequence, "Extension")
    var inside = DERReader(whole)
    let id = try inside.objectIdentifier("extnID")
    let critical = try inside.booleanOrFalse("critical")
    let octets = try inside.read(.octetString, "extnValue")
    try inside.end("Extension")
    guard number < 32, try !first.has(id, amongTheFirst: number) else {
      throw whole.error(.value, "extnID")
    }
    var value = DERReader(octets)
    switch OIDCode(id).value {
    case 0x1_551d13: extensions.basicConstraints = try value.basicConstraints()
    case 0x1_551d0f:
      extensions.keyUsage = KeyUsage(rawValue: try value.namedBits("KeyUsage"))
    case 0x1_551d25: extensions.extendedKeyUsage = Place(try value.keyPurposes())
    case 0x1_551d11: extensions.subjectAltName = Place(try value.generalNames())
    case 0x1_551d1e: extensions.nameConstraints = Place(try value.nameConstraints())
    case 0x1_551d20:
      let policies = try value.certificatePolicies()
      extensions.certificatePolicies = policies.place
      //= rfc5280#4.2.1.4
      //# If this extension is critical, the path validation software MUST be
      //# able to interpret this extension (including the optional qualifier),
      //# or MUST reject the certificate.
      if critical, !policies.allKnown { extensions.hasUnknownCritical = true }
    case 0x1_551d21: extensions.policyMappings = try value.policyMappings()
    case 0x1_551d24: extensions.policyConstraints = try value.policyConstraints()
    case 0x1_551d36:
      extensions.inhibitAnyPolicy = try value.smallInteger("InhibitAnyPolicy")
    case 0x1_551d0e:
      let key = try value.read(.octetString, "KeyIdentifier")
      extensions.subjectKeyIdentifier = Place(key.contentRange)
    case 0x1_551d23:
      extensions.authorityKeyIdentifier =
        try value.keyIdentifierOfAuthority().map { Place($0) }
    case 0x1_551d1f:
      extensions.distributionPoints = Place(try value.distributionPoints())
    case 0x1_2b06_0105_0507_0101:
      extensions.authorityInfoAccess = Place(try value.accessDescriptions())
    case 0x1_2b06_0105_0507_3001_05:
      try value.null("Nocheck")
      extensions.isOCSPNoCheck = true
    case 0x1_551d38:
      try value.null("NoRevAvail")
      extensions.hasNoRevocation = true
    default:
      if critical { extensions.hasUnknownCritical = true }
      return
    }
    try value.end("extnValue")
  }

  /// Whether one of the first extensions that come next has this identifier.
  func has(
    _ id: Span<UInt8>, amongTheFirst count: Int
  ) throws(DERError) -> Bool {
    var all = self
    let list = try all.read(.sequence, "Extensions")
    var reader = DERReader(list)
    for _ in 0..<count {
      let element = try reader.read(.sequence, "Extension")
      var inside = DERReader(element)
      if isEqual(try inside.objectIdentifier("extnID"), id) { return true }
    }
    return false
  }

  private mutating func basicConstraints() throws(DERError) -> BasicConstraints {
    try sequence("BasicConstraints") { reader throws(DERError) in
      let isAuthority = try reader.booleanOrFalse("cA")
      let pathLength: Int? =
        reader.nextTag == .integer ? try reader.smallInteger("pathLenConstraint") : nil
      return BasicConstraints(isAuthority: isAuthority, pathLength: pathLength)
    }
  }

  /// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
  private mutating func keyPurposes() throws(DERError) -> Range<Int> {
    let start = offset
    try list("ExtKeyUsageSyntax") { reader throws(DERError) in
      _ = try reader.objectIdentifier("KeyPurposeId")
    }
    return start..<offset
  }

  /// GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName
  private mutating func generalNames() throws(DERError) -> Range<Int> {
    let start = offset
    try list("GeneralNames") { reader throws(DERError) in
      let name = try reader.any("GeneralName")
      switch name.tag {
      case .implicit(1), .implicit(2), .implicit(6):
        for i in name.content.indices where !(1..<0x80 ~= name.content[i]) {
          throw name.error(.value, "GeneralName")
        }
      case .implicit(7):
        guard name.content.count == 4 || name.content.count == 16 else {
          throw name.error(.value, "iPAddress")
        }
      default: break
      }
    }
    return start..<offset
  }

  /// AuthorityKeyIdentifier ::= SEQUENCE {
  ///      keyIdentifier             [0] KeyIdentifier           OPTIONAL,
  ///      authorityCertIssuer       [1] GeneralNames            OPTIONAL,
  ///      authorityCertSerialNumber [2] CertificateSerialNumber OPTIONAL  }
  mutating func keyIdentifierOfAuthority() throws(DERError) -> Range<Int>? {
    try sequence("AuthorityKeyIdentifier") { reader throws(DERError) in
      var key: Range<Int>?
      if let found = try reader.readIfPresent(.implicit(0), "keyIdentifier") {
        key = found.contentRange
      }
      _ = try reader.readIfPresent(.explicit(1), "authorityCertIssuer")
      _ = try reader.readIfPresent(.implicit(2), "authorityCertSerialNumber")
      return key
    }
  }
}
