/// How much one who asks wants to know about revocation, and what is known already.
///
/// Nothing is fetched here: whoever has a network brings lists and answers along.
public struct RevocationPolicy: Sendable {
  public var demand = RevocationDemand.notAsked
  public var lists: [RevocationList] = []
  public var answers: [OCSPAnswer] = []
  /// So many seconds the clocks of others may be ahead of ours.
  public var tolerance: Int64 = 300
  /// So many seconds old may be what does not say when it ends.
  public var maximumAge: Int64 = 3600

  public init() {}

  public init(
    _ demand: RevocationDemand, lists: [RevocationList] = [], answers: [OCSPAnswer] = []
  ) {
    self.demand = demand
    self.lists = lists
    self.answers = answers
  }
}

/// For whom it has to be known that they are not revoked.
public enum RevocationDemand: Sendable {
  case notAsked
  /// Nobody; but who is known to be revoked is refused.
  case ifKnown
  /// The end entity. Of the authorities above it, see `ifKnown`.
  case endEntity
  /// Everybody below the root.
  case everybody
}

/// An answer of a responder, and what we know of the question.
public struct OCSPAnswer: Sendable {
  public var response: OCSPResponse
  /// The nonce that was in the question; `nil` if there was none, or no question of ours.
  public var nonce: [UInt8]?

  public init(_ response: OCSPResponse, nonce: [UInt8]? = nil) {
    self.response = response
    self.nonce = nonce
  }
}
