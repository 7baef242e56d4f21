/// Is told each step of a search for a path.
public protocol PathObserver {
  mutating func note(_ step: PathStep)
}

/// Nobody. The compiler leaves out what it would have been told.
struct NoObserver: PathObserver {
  func note(_ step: PathStep) {}
}

/// Remembers all of them, in order.
public struct PathDiary: PathObserver, Sendable {
  public private(set) var steps: [PathStep] = []

  public init() {}

  public mutating func note(_ step: PathStep) { steps.append(step) }
}

/// What a search did with one certificate, which stands so many steps above the end entity.
public enum PathStep: Sendable {
  /// It was taken as the end entity, unless a rule speaks against it.
  case endEntity(Certificate, refused: PathFailure?)
  /// It was tried as the issuer of another, and taken unless a rule speaks against it.
  case issuer(Certificate, of: Certificate, at: Int, refused: PathFailure?)
  /// It stands on the path already, and was passed over.
  case loop(Certificate, at: Int)
  /// It is a root that is trusted; the path is good unless its policies are not.
  case root(Certificate, at: Int, refused: PathFailure?)
  /// There is no way further up from it.
  case deadEnd(Certificate, because: PathFailure)
}
