import Primitives
import Wire

/// What is known of one certificate.
enum RevocationFinding {
  case good
  case revoked(Revocation)
  case unknown(RevocationFault)
}

/// How many signatures may still be checked.
struct SignatureBudget {
  var left: Int
  /// More was asked for than was left.
  private(set) var isOverdrawn = false

  init(left: Int) { self.left = left }

  mutating func spend() throws(RevocationFault) {
    guard left > 0 else {
      isOverdrawn = true
      throw .tooMuch
    }
    left -= 1
  }
}

/// Looks a certificate up in lists.
struct ListCheck {
  let policy: RevocationPolicy
  let time: Time
  /// Those whose keys may have signed the lists: the issuer, and others of its name that
  /// are known to be the issuer's too.
  let signers: [Certificate]
  private var missing = ReasonFlags.all
  private var fault = RevocationFault.noEvidence

  init(_ policy: RevocationPolicy, at time: Time, signers: [Certificate]) {
    self.policy = policy
    self.time = time
    self.signers = signers
  }

  /// RFC 5280, 6.3.3: one list after another, until all reasons are looked through.
  mutating func find<Crypto: CryptoProvider>(
    _ certificate: Certificate, _ budget: inout SignatureBudget,
    using crypto: Crypto.Type
  ) -> RevocationFinding {
    for list in policy.lists where isSameName(list.issuer, certificate.issuer) {
      do throws(RevocationFault) {
        let reasons = try list.reasons(for: certificate)
        if reasons.isDisjoint(with: missing) { continue }
        try policy.check(list.thisUpdate, list.nextUpdate, at: time)
        try checkSigner(of: list, &budget, using: crypto)
        if let revocation = try list.revocation(of: certificate) {
          return .revoked(revocation)
        }
        missing.subtract(reasons)
        fault = .onlySomeReasons
      } catch { if fault != .onlySomeReasons { fault = error } }
    }
    return missing.isEmpty ? .good : .unknown(fault)
  }

  /// Returns only if one of the signers has signed it.
  private func checkSigner<Crypto: CryptoProvider>(
    of list: RevocationList, _ budget: inout SignatureBudget, using crypto: Crypto.Type
  ) throws(RevocationFault) {
    var fault = RevocationFault.signature(.otherKey)
    for signer in signers where list.mayBeSigned(by: signer) {
      //= rfc5280#6.3.3
      //# If a key usage extension is present in the CRL issuer's
      //# certificate, verify that the cRLSign bit is set.
      if let usage = signer.extensions.keyUsage, !usage.contains(.cRLSign) {
        fault = .keyMayNotSignLists
        continue
      }
      try budget.spend()
      do throws(SignatureFault) {
        return try signer.check(
          list.signature, list.signatureAlgorithm, of: list.toBeSigned, using: crypto)
      } catch { fault = .signature(error) }
    }
    throw fault
  }
}

extension RevocationList {
  /// The marks of the keys, if both say theirs, are the same.
  fileprivate func mayBeSigned(by signer: Certificate) -> Bool {
    guard let wanted = authorityKeyIdentifier, let mark = signer.subjectKeyIdentifier
    else { return true }
    return isEqual(wanted, mark)
  }

  fileprivate func revocation(
    of certificate: Certificate
  ) throws(RevocationFault) -> Revocation? {
    var entries = entries
    do throws(DERError) { return try entries.find(certificate.serialNumber) } catch {
      throw .malformed(error)
    }
  }
}

extension RevocationPolicy {
  /// Whether something made at one time, and to be replaced at another, is good now.
  func check(
    _ thisUpdate: Time, _ nextUpdate: Time?, at time: Time
  ) throws(RevocationFault) {
    let now = time.secondsSince1970
    let (begin, overflow) = thisUpdate.secondsSince1970.subtractingReportingOverflow(
      tolerance)
    guard !overflow, begin <= now else { throw .notYetValid }
    if let nextUpdate {
      guard time <= nextUpdate else { throw .stale }
    } else {
      let (end, overflow) = thisUpdate.secondsSince1970.addingReportingOverflow(
        maximumAge)
      guard overflow || now <= end else { throw .stale }
    }
  }
}
