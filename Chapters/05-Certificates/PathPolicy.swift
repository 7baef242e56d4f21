/// What the one who asks wants to know of a certificate.
public struct PathPolicy: Sendable {
  public var time: Time
  public var purpose: Purpose
  /// The server that was to be reached; `nil` if no name matters.
  public var server: GeneralName?
  /// The policies that the path has to have been issued under.
  public var policies = PolicyInputs()
  /// Of whom it has to be known that they are not revoked.
  public var revocation = RevocationPolicy()
  /// No path is longer, root and end entity included.
  public var maximumLength = 8
  /// No search checks more signatures, whatever certificates it was given.
  public var maximumSignatures = 32

  public init(time: Time, purpose: Purpose, server: GeneralName? = nil) {
    self.time = time
    self.purpose = purpose
    self.server = server
  }
}

/// What the end entity is to be believed as.
public enum Purpose: Sendable {
  case server, client
  /// Whatever it is for: nothing is asked of its key.
  case any
}
