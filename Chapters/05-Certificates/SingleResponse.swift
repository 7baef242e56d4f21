import Wire

/// What an answer says about one certificate.
public struct SingleResponse: ~Escapable {
  public let id: CertificateID
  public let status: AnsweredStatus
  public let thisUpdate: Time
  public let nextUpdate: Time?
  public let hasUnknownCritical: Bool

  @_lifetime(copy id)
  init(
    _ id: CertificateID, _ status: AnsweredStatus, thisUpdate: Time, nextUpdate: Time?,
    hasUnknownCritical: Bool
  ) {
    self.id = id
    self.status = status
    self.thisUpdate = thisUpdate
    self.nextUpdate = nextUpdate
    self.hasUnknownCritical = hasUnknownCritical
  }
}

/// CertStatus ::= CHOICE {
///     good        [0]     IMPLICIT NULL,
///     revoked     [1]     IMPLICIT RevokedInfo,
///     unknown     [2]     IMPLICIT UnknownInfo }
public enum AnsweredStatus: Equatable, Sendable {
  /// Not revoked. That it was ever issued is not said.
  case good
  case revoked(Revocation)
  /// The responder does not know it.
  case unknown
}

extension DERReader {
  /// SingleResponse ::= SEQUENCE {
  ///    certID                       CertID,
  ///    certStatus                   CertStatus,
  ///    thisUpdate                   GeneralizedTime,
  ///    nextUpdate         [0]       EXPLICIT GeneralizedTime OPTIONAL,
  ///    singleExtensions   [1]       EXPLICIT Extensions OPTIONAL }
  @_lifetime(copy self)
  mutating func singleResponse() throws(DERError) -> SingleResponse {
    let whole = try read(.sequence, "SingleResponse")
    var inside = DERReader(whole)
    let id = try inside.certificateID()
    let status = try inside.answeredStatus()
    let thisUpdate = try inside.generalizedTime("thisUpdate")
    let nextUpdate = try inside.explicit(0, "nextUpdate") { reader throws(DERError) in
      try reader.generalizedTime("nextUpdate")
    }
    let unknown = try inside.explicit(1, "singleExtensions") {
      reader throws(DERError) in
      try reader.eachExtension { _, _ throws(DERError) in false }
    }
    try inside.end("SingleResponse")
    return SingleResponse(
      id, status, thisUpdate: thisUpdate, nextUpdate: nextUpdate,
      hasUnknownCritical: unknown ?? false)
  }

  /// RevokedInfo ::= SEQUENCE {
  ///     revocationTime              GeneralizedTime,
  ///     revocationReason    [0]     EXPLICIT CRLReason OPTIONAL }
  private mutating func answeredStatus() throws(DERError) -> AnsweredStatus {
    switch nextTag {
    case .explicit(1):
      return try constructed(.explicit(1), "revoked") { reader throws(DERError) in
        let date = try reader.generalizedTime("revocationTime")
        let reason = try reader.explicit(0, "revocationReason") {
          reader throws(DERError) in try reader.revocationReason()
        }
        return .revoked(Revocation(date: date, reason: reason))
      }
    case .implicit(2):
      let element = try any("unknown")
      guard element.content.isEmpty else { throw element.error(.value, "unknown") }
      return .unknown
    default:
      let element = try read(.implicit(0), "good")
      guard element.content.isEmpty else { throw element.error(.value, "good") }
      return .good
    }
  }
}
