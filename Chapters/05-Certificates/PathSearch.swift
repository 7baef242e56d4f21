import Primitives

/// Tries one issuer after another, and goes back where a rule is broken.
struct PathSearch {
  let others: [Certificate]
  private let roots: [Certificate]
  let policy: PathPolicy
  var signatures = 0
  private(set) var found: [Certificate] = []
  private(set) var policies: [PolicyIdentifier] = []
  private(set) var failure: PathFailure?
  /// How many certificates the path had when it was met.
  private var length = 0

  init(others: [Certificate], roots: [Certificate], policy: PathPolicy) {
    self.others = others
    self.roots = roots
    self.policy = policy
  }

  /// Whatever the path, these would not change.
  func checkEndEntity<Observer: PathObserver>(
    _ certificate: Certificate, _ observer: inout Observer
  ) throws(PathFailure) {
    let rule =
      certificate.checkValidity(at: policy.time)
      ?? certificate.checkCriticalExtensions() ?? certificate.checkKeyLength()
      ?? certificate.checkExtendedKeyUsage(for: policy.purpose)
      ?? certificate.checkName(policy.server)
      ?? certificate.checkKeyUsageOfEndEntity(for: policy.purpose)
    let failure = rule.map { PathFailure(rule: $0, certificate: 0) }
    observer.note(.endEntity(certificate, refused: failure))
    if let failure { throw failure }
  }

  /// Whether `path` leads to a root; then it is in `found`.
  mutating func extend<Crypto: CryptoProvider, Observer: PathObserver>(
    _ path: [Certificate], using crypto: Crypto.Type, _ observer: inout Observer
  ) -> Bool {
    let last = path[path.count - 1]
    if roots.contains(last) { return finish(path, using: crypto, &observer) }
    if let rule = last.checkHash() { return giveUp(path, rule, &observer) }
    for candidates in [roots, others] {
      for issuer in candidates where isSameName(issuer.subject, last.issuer) {
        if path.contains(issuer) {
          observer.note(.loop(issuer, at: path.count))
          continue
        }
        guard path.count < policy.maximumLength else {
          return giveUp(path, .lengthLimit(policy.maximumLength), &observer)
        }
        guard signatures < policy.maximumSignatures else {
          return giveUp(path, .searchTooLong, &observer)
        }
        let failure = check(issuer, above: path, using: crypto)
        observer.note(.issuer(issuer, of: last, at: path.count, refused: failure))
        if let failure {
          remember(failure, length: path.count + 1)
        } else if extend(path + [issuer], using: crypto, &observer) {
          return true
        }
      }
    }
    return giveUp(path, .noTrustedIssuer, &observer)
  }

  /// Which rule is broken if `issuer` stands above the path, and by whom.
  private mutating func check<Crypto: CryptoProvider>(
    _ issuer: Certificate, above path: [Certificate], using crypto: Crypto.Type
  ) -> PathFailure? {
    let followers = path.dropFirst().count { !$0.isSelfIssued }
    let rule =
      issuer.checkValidity(at: policy.time)
      ?? issuer.checkBasicConstraints(followers: followers)
      ?? issuer.checkKeyUsageOfAuthority() ?? issuer.checkCriticalExtensions()
      ?? issuer.checkExtendedKeyUsage(for: policy.purpose) ?? issuer.checkKeyLength()
    if let rule { return PathFailure(rule: rule, certificate: path.count) }
    signatures += 1
    let last = path.count - 1
    do throws(SignatureFault) {
      try path[last].checkSignature(by: issuer, using: crypto)
    } catch { return PathFailure(rule: .signature(error), certificate: last) }
    return checkNames(issuer, above: path)
  }

  /// Which name below the issuer is none of those that it may use. A new key of an
  /// authority bears the authority's own name, which is not asked about.
  private func checkNames(
    _ issuer: Certificate, above path: [Certificate]
  ) -> PathFailure? {
    for (place, certificate) in path.enumerated()
    where place == 0 || !certificate.isSelfIssued {
      if let rule = issuer.checkNames(of: certificate) {
        return PathFailure(rule: rule, certificate: place)
      }
    }
    return nil
  }

  /// The path has reached a root. Policies are checked from there downwards, so this is
  /// the first moment at which they can be.
  private mutating func finish<Crypto: CryptoProvider, Observer: PathObserver>(
    _ path: [Certificate], using crypto: Crypto.Type, _ observer: inout Observer
  ) -> Bool {
    let root = path[path.count - 1]
    do throws(PathFailure) {
      policies = try PolicyRule.check(path, policy.policies)
      try checkRevocation(of: path, using: crypto)
      found = path
      observer.note(.root(root, at: path.count - 1, refused: nil))
      return true
    } catch {
      observer.note(.root(root, at: path.count - 1, refused: error))
      remember(error, length: path.count + 1)
      return false
    }
  }

  private mutating func giveUp<Observer: PathObserver>(
    _ path: [Certificate], _ rule: PathRule, _ observer: inout Observer
  ) -> Bool {
    let failure = PathFailure(rule: rule, certificate: path.count - 1)
    observer.note(.deadEnd(path[path.count - 1], because: failure))
    remember(failure, length: path.count)
    return false
  }

  /// The way that came furthest has the best reason; of several at its end the last one,
  /// and that nobody is trusted if there is no other. That the search was given up
  /// says most.
  private mutating func remember(_ new: PathFailure, length: Int) {
    if let failure, new.rule != .searchTooLong {
      if failure.rule == .searchTooLong || length < self.length { return }
      if length == self.length, new.rule == .noTrustedIssuer { return }
    }
    failure = new
    self.length = length
  }
}
