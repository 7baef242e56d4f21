/// Why no path was found: the first rule that the most promising one broke.
public struct PathFailure: Error, Equatable, Sendable {
  public let rule: PathRule
  /// How far from the end entity, which is 0, the certificate stands that broke it.
  public let certificate: Int

  public init(rule: PathRule, certificate: Int) {
    self.rule = rule
    self.certificate = certificate
  }
}

/// The rules of a path (RFC 5280, 6.1), and the one of RFC 9525.
public enum PathRule: Equatable, Sendable {
  /// Nobody who is trusted has issued it, directly or through others that were given.
  case noTrustedIssuer
  case notYetValid
  case expired
  case signature(SignatureFault)
  /// It has signed another one, and is no authority.
  case notAnAuthority
  /// More authorities follow than it allows: this many.
  case pathTooLong(allowed: Int)
  /// Its key may not sign certificates.
  case keyMayNotSign
  /// Its key may not be used for this.
  case otherPurpose
  case unknownCriticalExtension
  /// An authority above it may not vouch for one of its names.
  case nameNotPermitted
  /// It is somebody else's.
  case otherName
  case revoked(Revocation)
  /// Nobody knows whether it is revoked, and it has to be known.
  case revocationUnknown(RevocationFault)
  /// The certificates that were given lead to more paths than anybody has time for.
  case searchTooLong
}

extension PathRule {
  /// Where it stands in the standard.
  public var section: StaticString {
    switch self {
    case .noTrustedIssuer: "RFC 5280, 6.1.1 (d)"
    case .signature: "RFC 5280, 6.1.3 (a)(1)"
    case .notYetValid, .expired: "RFC 5280, 6.1.3 (a)(2)"
    case .notAnAuthority: "RFC 5280, 6.1.4 (k)"
    case .pathTooLong: "RFC 5280, 6.1.4 (l)"
    case .keyMayNotSign: "RFC 5280, 6.1.4 (n)"
    case .nameNotPermitted: "RFC 5280, 6.1.3 (b) and (c)"
    case .unknownCriticalExtension: "RFC 5280, 6.1.4 (o)"
    case .otherPurpose: "RFC 5280, 4.2.1.12"
    case .otherName: "RFC 9525, 6"
    case .revoked: "RFC 5280, 6.1.3 (a)(3)"
    case .revocationUnknown(let fault): fault.section
    case .searchTooLong: "RFC 4158, 2.4"
    }
  }
}

extension PathFailure: CustomStringConvertible {
  public var description: String {
    "certificate \(certificate) of the path \(rule.complaint) (\(rule.section))"
  }
}

extension PathRule {
  fileprivate var complaint: String {
    switch self {
    case .noTrustedIssuer:
      "has no trusted issuer; add the root to those that are trusted, or what is missing"
    case .notYetValid: "is not valid yet; look at the clock, or wait"
    case .expired: "is not valid any more; look at the clock, or have it renewed"
    case .signature(let fault): "is not believed: \(fault.description)"
    case .notAnAuthority:
      "has issued another and is no authority; have that one issued by an authority"
    case .pathTooLong(let allowed):
      "allows \(allowed) authorities behind it; have the last ones issued further up"
    case .keyMayNotSign:
      "has a key that may not sign certificates; issue it anew with keyCertSign"
    case .otherPurpose:
      "is for another purpose; show one whose extKeyUsage allows this one"
    case .unknownCriticalExtension:
      "has a critical extension that is not known here; issue it anew without"
    case .nameNotPermitted:
      "has a name that an authority above it must not use; have it issued by another"
    case .otherName:
      "is for another name; ask for one that it has, or have the name added"
    case .revoked(let revocation): revocation.complaint
    case .revocationUnknown(let fault): "may be revoked: \(fault.description)"
    case .searchTooLong:
      "leads to too many others; send the chain alone and in order"
    }
  }
}
