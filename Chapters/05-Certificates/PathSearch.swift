import Primitives

/// Tries one issuer after another, and goes back where a rule is broken.
struct PathSearch {
  let others: [Certificate]
  private let roots: [Certificate]
  let policy: PathPolicy
  var signatures = 0
  private(set) var found: [Certificate] = []
  /// The one that was met furthest from the end entity.
  private(set) var failure: PathFailure?

  init(others: [Certificate], roots: [Certificate], policy: PathPolicy) {
    self.others = others
    self.roots = roots
    self.policy = policy
  }

  /// Whatever the path, these would not change.
  func checkEndEntity(_ certificate: Certificate) throws(PathFailure) {
    let rule =
      certificate.checkValidity(at: policy.time)
      ?? certificate.checkCriticalExtensions()
      ?? certificate.checkPurpose(policy.purpose) ?? certificate.checkEndEntity(policy)
    if let rule { throw PathFailure(rule: rule, certificate: 0) }
  }

  /// Whether `path` leads to a root; then it is in `found`.
  mutating func extend<Crypto: CryptoProvider>(
    _ path: [Certificate], using crypto: Crypto.Type
  ) -> Bool {
    let last = path[path.count - 1]
    if roots.contains(last) {
      if let (rule, place) = checkRevocation(of: path, using: crypto) {
        note(rule, at: place)
        return false
      }
      found = path
      return true
    }
    guard path.count < policy.maximumLength else { return false }
    for candidates in [roots, others] {
      for issuer in candidates where isSameName(issuer.subject, last.issuer) {
        if path.contains(issuer) { continue }
        if let rule = check(issuer, after: path) {
          note(rule, at: path.count)
          continue
        }
        if let (rule, place) = checkNames(issuer, above: path) {
          note(rule, at: place)
          continue
        }
        guard signatures < policy.maximumSignatures else {
          note(.searchTooLong, at: path.count - 1)
          return false
        }
        signatures += 1
        do throws(SignatureFault) {
          try last.checkSignature(by: issuer, using: crypto)
        } catch {
          note(.signature(error), at: path.count - 1)
          continue
        }
        if extend(path + [issuer], using: crypto) { return true }
      }
    }
    note(.noTrustedIssuer, at: path.count - 1)
    return false
  }

  private func check(_ issuer: Certificate, after path: [Certificate]) -> PathRule? {
    let followers = path.dropFirst().count { !$0.isSelfIssued }
    return issuer.checkValidity(at: policy.time)
      ?? issuer.checkAuthority(followers: followers) ?? issuer.checkCriticalExtensions()
      ?? issuer.checkPurpose(policy.purpose)
  }

  /// Which name below the issuer is none of those that it may use. A new key of an
  /// authority bears the authority's own name, which is not asked about.
  private func checkNames(
    _ issuer: Certificate, above path: [Certificate]
  ) -> (PathRule, Int)? {
    for (place, certificate) in path.enumerated()
    where place == 0 || !certificate.isSelfIssued {
      if let rule = issuer.checkNames(of: certificate) { return (rule, place) }
    }
    return nil
  }

  /// That nobody is trusted says least, so any other reason at the same place is better;
  /// that the search was given up says most.
  private mutating func note(_ rule: PathRule, at certificate: Int) {
    if let failure, rule != .searchTooLong {
      if failure.rule == .searchTooLong || failure.certificate > certificate { return }
      if failure.certificate == certificate, rule == .noTrustedIssuer { return }
    }
    failure = PathFailure(rule: rule, certificate: certificate)
  }
}
