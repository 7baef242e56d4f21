import Wire

/// Why it is not known whether a certificate is revoked.
public enum RevocationFault: Error, Equatable, Sendable {
  /// No list and no answer is there for it.
  case noEvidence
  /// What there is was made for a later time.
  case notYetValid
  /// What there is has been replaced by now, or should have been.
  case stale
  case signature(SignatureFault)
  case malformed(DERError)
  /// A critical extension, of the list, of an entry, or of the answer.
  case unknownCriticalExtension
  /// More evidence than anybody has time for.
  case tooMuch

  /// The key that signed the list may not sign lists.
  case keyMayNotSignLists
  /// The key that signed the list is revoked, or nobody knows.
  case signerMayBeRevoked
  /// The list has entries of several issuers.
  case indirect
  /// The list has only the changes since another one.
  case onlyChanges
  /// The list is for other kinds of certificates.
  case otherKind
  /// The list is for another part of the issuer's certificates.
  case otherDistributionPoint
  /// The lists leave some reasons out.
  case onlySomeReasons

  /// The responder did not answer, and says why.
  case refused(OCSPStatus)
  /// The answer is about others.
  case otherCertificate
  /// The responder has never heard of the certificate.
  case unknownToResponder
  /// Neither the issuer has signed the answer, nor anyone whom it told to.
  case otherResponder
  /// The responder's own certificate may be revoked.
  case responderMayBeRevoked
  /// The answer is to another question.
  case otherNonce
}

extension RevocationFault {
  /// Where it stands in the standard.
  public var section: StaticString {
    switch self {
    case .noEvidence, .onlySomeReasons: "RFC 5280, 6.3.3"
    case .notYetValid, .stale: "RFC 5280, 6.3.3 (a), and RFC 6960, 4.2.2.1"
    case .signature: "RFC 5280, 6.3.3 (g), and RFC 6960, 3.2"
    case .malformed: "RFC 5280, 5.1, and RFC 6960, 4.2.1"
    case .unknownCriticalExtension: "RFC 5280, 5.2 and 5.3"
    case .tooMuch: "RFC 4158, 2.4"
    case .keyMayNotSignLists, .signerMayBeRevoked: "RFC 5280, 6.3.3 (f)"
    case .indirect: "RFC 5280, 6.3.3 (b)(1)"
    case .onlyChanges: "RFC 5280, 5.2.4"
    case .otherKind, .otherDistributionPoint: "RFC 5280, 6.3.3 (b)(2)"
    case .refused: "RFC 6960, 2.3"
    case .otherCertificate, .unknownToResponder: "RFC 6960, 3.2"
    case .otherResponder: "RFC 6960, 4.2.2.2"
    case .responderMayBeRevoked: "RFC 6960, 4.2.2.2.1"
    case .otherNonce: "RFC 9654, 2.1"
    }
  }
}
