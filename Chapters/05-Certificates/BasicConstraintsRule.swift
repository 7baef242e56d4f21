extension Certificate {
  /// Whether it may have issued another. `followers` authorities, not counting those
  /// whose issuer has their own name, stand between it and the end entity
  /// (RFC 5280, 6.1.4 (k) to (m)).
  func checkBasicConstraints(followers: Int) -> PathRule? {
    guard let constraints = extensions.basicConstraints, constraints.isAuthority else {
      return .notAnAuthority
    }
    if let allowed = constraints.pathLength, followers > allowed {
      return .pathTooLong(allowed: allowed)
    }
    return nil
  }

  /// Issued by one of its own name: a new key of the same authority.
  var isSelfIssued: Bool { isSameName(issuer, subject) }
}
