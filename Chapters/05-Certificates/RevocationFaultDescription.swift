import Wire

extension RevocationFault: CustomStringConvertible {
  /// What is wrong, and what would mend it.
  public var description: String {
    switch self {
    case .noEvidence:
      "no list and no answer is there for it; fetch its issuer's list, or ask the responder"
    case .notYetValid:
      "the list or the answer is from a time to come; look at the clock"
    case .stale: "the list or the answer is too old; fetch a new one"
    case .signature(let fault):
      "the list or the answer is not believed: \(fault.description)"
    case .malformed(let error):
      "the list or the answer has not its form: \(error.description)"
    case .unknownCriticalExtension:
      """
      the list or the answer has a critical extension that is not known here; \
      have it issued without
      """
    case .tooMuch: "too many lists and answers were given; give those that are needed"
    case .keyMayNotSignLists:
      "the key that signed the list may not; issue its certificate anew with cRLSign"
    case .signerMayBeRevoked:
      "the key that signed the list may be revoked itself; add a list of its issuer"
    case .indirect:
      """
      the list has entries of several issuers, which we do not read; \
      fetch a list of the issuer's own
      """
    case .onlyChanges:
      "the list has only what changed, which we do not read; fetch the complete one"
    case .otherKind:
      "the list is for other kinds of certificates; fetch the one that is for this kind"
    case .otherDistributionPoint:
      "the list is for another part of them; fetch the one that the certificate names"
    case .onlySomeReasons:
      "the lists leave out some reasons; fetch those with the others too"
    case .refused(let status):
      "the responder did not answer: \(status.description)"
    case .otherCertificate:
      "the answer is about another certificate; ask about this one"
    case .unknownToResponder:
      "the responder does not know it; ask one that its issuer names"
    case .otherResponder:
      """
      neither the issuer has signed the answer nor a responder of its own; \
      have one certified with id-kp-OCSPSigning
      """
    case .responderMayBeRevoked:
      """
      the responder may be revoked itself; add a list that says it is not, \
      or have it certified with id-pkix-ocsp-nocheck
      """
    case .otherNonce: "the answer is to another question, or an old one; ask again"
    }
  }
}
