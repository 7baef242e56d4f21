/// The rules of a path (RFC 5280, 6.1), and the one of RFC 9525.
public enum PathRule: Equatable, Sendable {
  /// Nobody who is trusted has issued it, directly or through others that were given.
  case noTrustedIssuer
  case notYetValid
  case expired
  case signature(SignatureFault)
  /// Signed over MD5 or SHA-1.
  case weakHash
  /// Its RSA key has so many bits, and needs 2048.
  case weakKey(bits: Int)
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
  /// It has more names than can be compared with all that is permitted above it.
  case tooManyNames
  /// It is somebody else's.
  case otherName
  /// None of the policies that are asked for holds from the root down to it.
  case noValidPolicy
  /// It says that any policy is the same as another one.
  case anyPolicyMapped
  /// The policies of the path make more of a graph than anybody has time for.
  case tooManyPolicies
  /// It has an issuer, and the path is as long already as this many.
  case lengthLimit(Int)
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
    case .weakHash: "RFC 6194, 3"
    case .weakKey: "RFC 9325, 4.5"
    case .notYetValid, .expired: "RFC 5280, 6.1.3 (a)(2)"
    case .notAnAuthority: "RFC 5280, 6.1.4 (k)"
    case .pathTooLong: "RFC 5280, 6.1.4 (l)"
    case .keyMayNotSign: "RFC 5280, 6.1.4 (n)"
    case .nameNotPermitted: "RFC 5280, 6.1.3 (b) and (c)"
    case .tooManyNames: "RFC 5280, 4.2.1.10"
    case .unknownCriticalExtension: "RFC 5280, 6.1.4 (o)"
    case .otherPurpose: "RFC 5280, 4.2.1.12"
    case .otherName: "RFC 9525, 6"
    case .noValidPolicy: "RFC 5280, 6.1.3 (f) and 6.1.5 (g)"
    case .anyPolicyMapped: "RFC 5280, 6.1.4 (a)"
    case .tooManyPolicies: "RFC 9618, 4.2"
    case .revoked: "RFC 5280, 6.1.3 (a)(3)"
    case .revocationUnknown(let fault): fault.section
    case .lengthLimit, .searchTooLong: "RFC 4158, 2.4"
    }
  }
}
