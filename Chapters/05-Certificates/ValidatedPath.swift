import Primitives

/// A path that was found and checked, from the end entity to a root. There is no other way
/// to make one.
public struct ValidatedPath: Sendable {
  public let certificates: [Certificate]
  /// Those that hold for all of it and were asked for, by the names that they have next to
  /// the root.
  public let policies: [PolicyIdentifier]

  public var endEntity: Certificate { certificates[0] }

  /// Looks for a path from `endEntity` to one of the roots, through any of the others.
  public init<Crypto: CryptoProvider>(
    from endEntity: Certificate, through others: [Certificate], to roots: [Certificate],
    policy: PathPolicy, using crypto: Crypto.Type
  ) throws(PathFailure) {
    var nobody = NoObserver()
    try self.init(
      from: endEntity, through: others, to: roots, policy: policy, using: crypto,
      observer: &nobody)
  }

  /// The same, and tells an observer each step.
  public init<Crypto: CryptoProvider, Observer: PathObserver>(
    from endEntity: Certificate, through others: [Certificate], to roots: [Certificate],
    policy: PathPolicy, using crypto: Crypto.Type, observer: inout Observer
  ) throws(PathFailure) {
    var search = PathSearch(others: others, roots: roots, policy: policy)
    try search.checkEndEntity(endEntity, &observer)
    guard search.extend([endEntity], using: crypto, &observer) else {
      throw search.failure ?? PathFailure(rule: .noTrustedIssuer, certificate: 0)
    }
    certificates = search.found
    policies = search.policies
  }
}
