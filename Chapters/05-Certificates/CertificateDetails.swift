import Wire

/// What a certificate may say besides, whatever its profile.
public struct CertificateDetails: Equatable, Sendable {
  /// Under which rules it was issued.
  public var policies: [OID] = []
  public var revocation = RevocationSource.unsaid
  /// Where the issuer's own certificate is to be had.
  public var issuers: [URI] = []

  public init() {}

  var bytes: Int {
    var bytes = 96
    for policy in policies { bytes += policy.bytes }
    for issuer in issuers { bytes += issuer.bytes }
    if case .at(let lists, let responders) = revocation {
      for place in lists + responders { bytes += place.bytes }
    }
    return bytes
  }
}

/// Where somebody who doubts a certificate finds out whether it is revoked.
public enum RevocationSource: Equatable, Sendable {
  case unsaid
  /// Nowhere: it ends before anyone could revoke it (RFC 9608).
  case unavailable
  /// In lists at these places, or by asking these responders.
  case at(lists: [URI], responders: [URI])
}

/// A place on the network, in ASCII and with a scheme: `http://ca.example/root.crl`.
public struct URI: Equatable, Sendable {
  public let text: [UInt8]

  public init(_ text: [UInt8]) { self.text = text }

  /// Its own, those of four frames, and an identifier.
  var bytes: Int { 32 + text.count }

  /// scheme ":" hier-part, and nothing that RFC 3986 would have escaped.
  var isAbsolute: Bool {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      text.count > colon + 1
    else { return false }
    for i in text.indices {
      switch text[i] {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
        continue
      case 0x21...0x7e: if i == 0 { return false }
      default: return false
      }
    }
    return true
  }
}

extension OutputSpan where Element == UInt8 {
  mutating func details(_ details: CertificateDetails) throws(WireError) {
    try certificatePolicies(details.policies)
    switch details.revocation {
    case .unsaid: try authorityInfoAccess(responders: [], issuers: details.issuers)
    case .unavailable:
      try noRevAvail()
      try authorityInfoAccess(responders: [], issuers: details.issuers)
    case .at(let lists, let responders):
      try cRLDistributionPoints(lists)
      try authorityInfoAccess(responders: responders, issuers: details.issuers)
    }
  }

  /// certificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation
  ///
  /// PolicyInformation ::= SEQUENCE {
  ///      policyIdentifier   CertPolicyId,
  ///      policyQualifiers   SEQUENCE SIZE (1..MAX) OF
  ///              PolicyQualifierInfo OPTIONAL }
  private mutating func certificatePolicies(_ policies: [OID]) throws(WireError) {
    if policies.isEmpty { return }
    try certificateExtension([2, 5, 29, 32], critical: false, "certificatePolicies") {
      out throws(WireError) in
      try out.sequence("certificatePolicies") { out throws(WireError) in
        for (i, policy) in policies.enumerated() {
          //= rfc5280#4.2.1.4
          //# A certificate policy OID MUST NOT appear more than once in a
          //# certificate policies extension.
          guard !policies[..<i].contains(policy) else {
            throw WireError(.invalid(UInt64(i)), "policyIdentifier", at: out.count)
          }
          try out.sequence("PolicyInformation") { out throws(WireError) in
            try out.objectIdentifier(policy, "policyIdentifier")
          }
        }
      }
    }
  }

  /// CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint
  ///
  /// DistributionPoint ::= SEQUENCE {
  ///      distributionPoint       [0]     DistributionPointName OPTIONAL,
  ///      reasons                 [1]     ReasonFlags OPTIONAL,
  ///      cRLIssuer               [2]     GeneralNames OPTIONAL }
  ///
  /// DistributionPointName ::= CHOICE {
  ///      fullName                [0]     GeneralNames,
  ///      nameRelativeToCRLIssuer [1]     RelativeDistinguishedName }
  private mutating func cRLDistributionPoints(_ lists: [URI]) throws(WireError) {
    if lists.isEmpty { return }
    let field: FieldName = "cRLDistributionPoints"
    try certificateExtension([2, 5, 29, 31], critical: false, field) {
      out throws(WireError) in
      try out.sequence("CRLDistributionPoints") { out throws(WireError) in
        for list in lists {
          try out.sequence("DistributionPoint") { out throws(WireError) in
            try out.constructed(.explicit(0), "distributionPoint") {
              out throws(WireError) in
              try out.constructed(.explicit(0), "fullName") { out throws(WireError) in
                try out.uniformResourceIdentifier(list)
              }
            }
          }
        }
      }
    }
  }

  /// AuthorityInfoAccessSyntax  ::= SEQUENCE SIZE (1..MAX) OF AccessDescription
  private mutating func authorityInfoAccess(
    responders: [URI], issuers: [URI]
  ) throws(WireError) {
    if responders.isEmpty && issuers.isEmpty { return }
    let field: FieldName = "authorityInfoAccess"
    try certificateExtension([1, 3, 6, 1, 5, 5, 7, 1, 1], critical: false, field) {
      out throws(WireError) in
      try out.sequence("AuthorityInfoAccessSyntax") { out throws(WireError) in
        for place in responders {
          try out.accessDescription([1, 3, 6, 1, 5, 5, 7, 48, 1], place)  // id-ad-ocsp
        }
        for place in issuers {
          // id-ad-caIssuers
          try out.accessDescription([1, 3, 6, 1, 5, 5, 7, 48, 2], place)
        }
      }
    }
  }

  /// AccessDescription  ::=  SEQUENCE {
  ///      accessMethod          OBJECT IDENTIFIER,
  ///      accessLocation        GeneralName  }
  private mutating func accessDescription(
    _ method: OID, _ place: URI
  ) throws(WireError) {
    try sequence("AccessDescription") { out throws(WireError) in
      try out.objectIdentifier(method, "accessMethod")
      try out.uniformResourceIdentifier(place)
    }
  }

  private mutating func uniformResourceIdentifier(_ uri: URI) throws(WireError) {
    guard uri.isAbsolute else {
      let field: FieldName = "uniformResourceIdentifier"
      throw WireError(.invalid(UInt64(uri.text.count)), field, at: count)
    }
    try ia5String(uri.text.span, as: .implicit(6), "uniformResourceIdentifier")
  }

  /// NoRevAvailSyntax ::= NULL
  private mutating func noRevAvail() throws(WireError) {
    try certificateExtension([2, 5, 29, 56], critical: false, "noRevAvail") {
      out throws(WireError) in
      try out.header(.null, length: 0, "NoRevAvailSyntax")
    }
  }
}
