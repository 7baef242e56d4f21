import Primitives

/// A path that was found and checked, from the end entity to a root. There is no other way
/// to make one.
public struct ValidatedPath: Sendable {
  public let certificates: [Certificate]

  public var endEntity: Certificate { certificates[0] }

  /// Looks for a path from `endEntity` to one of the roots, through any of the others.
  public init<Crypto: CryptoProvider>(
    from endEntity: Certificate, through others: [Certificate], to roots: [Certificate],
    policy: PathPolicy, using crypto: Crypto.Type
  ) throws(PathFailure) {
    var search = PathSearch(others: others, roots: roots, policy: policy)
    try search.checkEndEntity(endEntity)
    guard search.extend([endEntity], using: crypto) else {
      throw search.failure ?? PathFailure(rule: .noTrustedIssuer, certificate: 0)
    }
    certificates = search.found
  }
}
