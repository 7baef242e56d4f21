extension PathRule: CustomStringConvertible {
  /// What a certificate does that breaks it, what would mend it, and where it stands.
  public var description: String { "\(complaint) (\(section))" }

  private var complaint: String {
    switch self {
    case .noTrustedIssuer:
      "has no trusted issuer; add the root to those that are trusted, or what is missing"
    case .notYetValid: "is not valid yet; look at the clock, or wait"
    case .expired: "is not valid any more; look at the clock, or have it renewed"
    case .signature(let fault): "is not believed: \(fault.description)"
    case .weakHash:
      "is signed over MD5 or SHA-1, which can be forged; have it issued anew with SHA-256"
    case .weakKey(let bits):
      "has an RSA key of \(bits) bits; have one issued for at least 2048, or for P-256"
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
    case .tooManyNames:
      "has too many names for an authority that is confined; split it into several"
    case .otherName:
      "is for another name; ask for one that it has, or have the name added"
    case .noValidPolicy:
      "is under none of the policies that are asked for; have it issued under one of them"
    case .anyPolicyMapped:
      "maps anyPolicy, which stands for all of them; issue it anew with policies by name"
    case .tooManyPolicies:
      "makes too many policies out of those above it; issue it anew with fewer mappings"
    case .revoked(let revocation): revocation.complaint
    case .revocationUnknown(let fault): "may be revoked: \(fault.description)"
    case .lengthLimit(let maximum):
      "has an issuer, but a path has at most \(maximum) certificates; send a shorter one"
    case .searchTooLong:
      "leads to too many others; send the chain alone and in order"
    }
  }
}
