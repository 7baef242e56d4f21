import Primitives

extension PathSearch {
  /// Throws for the certificate of a path to a root that is revoked, or that may be,
  /// though it has to be known that it is not.
  mutating func checkRevocation<Crypto: CryptoProvider>(
    of path: [Certificate], using crypto: Crypto.Type
  ) throws(PathFailure) {
    let demand = policy.revocation.demand
    guard demand != .notAsked else { return }
    // Who wants to know and cannot is not let on.
    guard !Crypto.omissions.contains(.revocation) else {
      throw PathFailure(rule: .revocationUnknown(.noEvidence), certificate: 0)
    }
    var budget = SignatureBudget(left: policy.maximumSignatures - signatures)
    defer { signatures = policy.maximumSignatures - budget.left }
    var place = path.count - 1
    // From the root downwards: only whose issuer is good can be said to be good.
    while place > 0 {
      place -= 1
      let isWanted = demand == .everybody || (demand == .endEntity && place == 0)
      switch status(of: place, in: path, &budget, using: crypto) {
      case .good: continue
      case .revoked(let revocation):
        throw PathFailure(rule: .revoked(revocation), certificate: place)
      case .unknown(let fault):
        // Nobody is let off by bringing more than can be looked through.
        if isWanted || budget.isOverdrawn {
          throw PathFailure(rule: .revocationUnknown(fault), certificate: place)
        }
      }
    }
  }

  /// Any list or answer that says revoked is enough.
  private func status<Crypto: CryptoProvider>(
    of place: Int, in path: [Certificate], _ budget: inout SignatureBudget,
    using crypto: Crypto.Type
  ) -> RevocationFinding {
    let certificate = path[place]
    if certificate.cannotBeRevoked { return .good }
    let issuer = path[place + 1]
    // An older or a newer key of the same authority stands above it on the path.
    let same = path[(place + 1)...].prefix { isSameName($0.subject, issuer.subject) }
    var signers = Array(same)
    var fault: RevocationFault?
    if !policy.revocation.lists.isEmpty {
      for other in others where other != issuer {
        do throws(RevocationFault) {
          if try isSigner(other, above: place, in: path, &budget, using: crypto) {
            signers.append(other)
          }
        } catch { fault = error }
      }
    }
    var lists = ListCheck(policy.revocation, at: policy.time, signers: signers)
    let listed = lists.find(certificate, &budget, using: crypto)
    if case .revoked = listed { return listed }
    let answers = AnswerCheck(
      policy.revocation, at: policy.time, issuer: issuer, signers: signers)
    let answered = answers.find(certificate, &budget, using: crypto)
    switch (listed, answered) {
    case (_, .revoked): return answered
    case (.good, _), (_, .good): return .good
    case (.unknown(let first), .unknown(let second)):
      if second != .noEvidence, second != .otherCertificate { return answered }
      if case .signature = first, let fault { return .unknown(fault) }
      return first == .noEvidence ? answered : listed
    default: return listed
    }
  }

  /// Whether another certificate of the issuer's name holds a second key of the same
  /// authority: one that the issuer itself has certified, or the issuer's own issuer.
  private func isSigner<Crypto: CryptoProvider>(
    _ other: Certificate, above place: Int, in path: [Certificate],
    _ budget: inout SignatureBudget, using crypto: Crypto.Type
  ) throws(RevocationFault) -> Bool {
    let issuer = path[place + 1]
    guard isSameName(other.subject, issuer.subject),
      other.extensions.keyUsage?.contains(.cRLSign) == true,
      other.checkValidity(at: policy.time) == nil,
      other.checkCriticalExtensions() == nil
    else { return false }
    for above in path[(place + 1)...].prefix(2)
    where isSameName(above.subject, other.issuer) {
      try budget.spend()
      do throws(SignatureFault) {
        try other.checkSignature(by: above, using: crypto)
      } catch { continue }
      // Its own certificate may be revoked too.
      var lists = ListCheck(policy.revocation, at: policy.time, signers: [above])
      guard case .good = lists.find(other, &budget, using: crypto) else {
        throw .signerMayBeRevoked
      }
      return true
    }
    return false
  }
}

extension Certificate {
  /// It ends before anyone could revoke it, and says so (RFC 9608). An authority may not.
  var cannotBeRevoked: Bool {
    extensions.hasNoRevocation && extensions.basicConstraints?.isAuthority != true
  }
}
