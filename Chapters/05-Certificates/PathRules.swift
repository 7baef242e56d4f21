import Wire

extension Certificate {
  /// RFC 5280, 6.1.3 (a)(2).
  func checkValidity(at time: Time) -> PathRule? {
    if time < validity.notBefore { return .notYetValid }
    if validity.notAfter < time { return .expired }
    return nil
  }

  /// What one that signs certificates has to be. `followers` authorities, not counting
  /// those whose issuer has their own name, stand between it and the end entity
  /// (RFC 5280, 6.1.4 (k) to (n)).
  func checkAuthority(followers: Int) -> PathRule? {
    guard let constraints = extensions.basicConstraints, constraints.isAuthority else {
      return .notAnAuthority
    }
    if let allowed = constraints.pathLength, followers > allowed {
      return .pathTooLong(allowed: allowed)
    }
    if let usage = extensions.keyUsage, !usage.contains(.keyCertSign) {
      return .keyMayNotSign
    }
    return nil
  }

  //= rfc5280#4.2
  //# A certificate-using system MUST reject the certificate if it encounters
  //# a critical extension it does not recognize or a critical extension
  //# that contains information that it cannot process.
  func checkCriticalExtensions() -> PathRule? {
    extensions.hasUnknownCritical ? .unknownCriticalExtension : nil
  }

  /// RFC 5280, 4.2.1.12. Of an authority the standard says nothing; as everybody does,
  /// we take what it allows as the most that it can allow to others.
  func checkPurpose(_ purpose: Purpose) -> PathRule? {
    guard let purposes = extendedKeyUsage else { return nil }
    var reader = DERReader(purposes)
    do throws(DERError) {
      var allowed = false
      try reader.list("ExtKeyUsageSyntax") { reader throws(DERError) in
        let id = OIDCode(try reader.objectIdentifier("KeyPurposeId"))
        if id == purpose.id || id == .anyExtendedKeyUsage { allowed = true }
      }
      return allowed ? nil : .otherPurpose
    } catch { return .otherPurpose }
  }

  /// What the end entity has to be besides.
  func checkEndEntity(_ policy: PathPolicy) -> PathRule? {
    if let server = policy.server, !isFor(server) { return .otherName }
    if let usage = extensions.keyUsage, !usage.contains(.digitalSignature) {
      return .otherPurpose
    }
    return nil
  }

  /// Issued by one of its own name: a new key of the same authority.
  var isSelfIssued: Bool { isSameName(issuer, subject) }
}

extension Purpose {
  fileprivate var id: OIDCode {
    switch self {
    case .server: OIDCode(0x1_2b06_0105_0507_0301)
    case .client: OIDCode(0x1_2b06_0105_0507_0302)
    }
  }
}

extension OIDCode {
  fileprivate static var anyExtendedKeyUsage: OIDCode { OIDCode(0x1_551d_2500) }
}
