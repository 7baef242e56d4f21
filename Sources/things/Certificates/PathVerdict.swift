// SPDX-License-Identifier: Apache-2.0
import CertificateView
import Certificates
import Primitives

/// What became of a search for a path, for people and for programs.
struct PathVerdict: Encodable {
  struct Step: Encodable, Equatable {
    /// How far from the end entity, which is 0.
    var index: Int
    var subject: String
    var serialNumber: String

    init(_ certificate: Certificate, at index: Int) {
      self.index = index
      subject = subjectText(of: certificate)
      serialNumber = hexText(certificate.serialNumber.array)
    }
  }

  /// `accept` or `reject`.
  var verdict: String
  /// Why not, in a sentence that says what would mend it; absent below if accepted.
  var reason: String?
  var rule: String?
  var section: String?
  /// The one that broke the rule.
  var certificate: Step?
  /// From the end entity to the root; empty if rejected.
  var path: [Step] = []
  /// What the search did, if that was asked for.
  var steps: [String]?

  var isAccepted: Bool { verdict == "accept" }

  init<Crypto: CryptoProvider>(
    _ endEntity: Certificate, through others: [Certificate], to roots: [Certificate],
    policy: PathPolicy, using crypto: Crypto.Type, explained: Bool
  ) {
    var diary = PathDiary()
    do throws(PathFailure) {
      let found = try ValidatedPath(
        from: endEntity, through: others, to: roots, policy: policy, using: crypto,
        observer: &diary)
      verdict = "accept"
      path = found.certificates.enumerated().map { Step($1, at: $0) }
    } catch {
      verdict = "reject"
      reason = error.description
      rule = error.rule.name
      section = "\(error.rule.section)"
      certificate = diary.steps.certificate(of: error, endEntity).map {
        Step($0, at: error.certificate)
      }
    }
    if explained { steps = diary.steps.map(\.description) }
  }
}

extension [PathStep] {
  /// Which certificate stood at the failure's place when it failed.
  fileprivate func certificate(of failure: PathFailure, _ endEntity: Certificate) -> Certificate? {
    // From the end entity on, as far as the search had come.
    var path = [endEntity]
    for step in self {
      switch step {
      case .endEntity(_, let refused):
        if refused == failure { return endEntity }
      case .issuer(let issuer, of: _, at: let place, let refused):
        path.removeSubrange(Swift.min(place, path.count)...)
        path.append(issuer)
        if refused == failure { return path.at(failure.certificate) }
      case .root(_, at: _, let refused):
        if refused == failure { return path.at(failure.certificate) }
      case .deadEnd(let certificate, let because):
        if because == failure { return certificate }
      case .loop: continue
      }
    }
    return nil
  }
}

extension [Certificate] {
  fileprivate func at(_ index: Int) -> Certificate? { indices ~= index ? self[index] : nil }
}

extension PathRule {
  /// What programs know it by; it does not change.
  var name: String {
    switch self {
    case .noTrustedIssuer: "noTrustedIssuer"
    case .notYetValid: "notYetValid"
    case .expired: "expired"
    case .signature: "signature"
    case .weakHash: "weakHash"
    case .weakKey: "weakKey"
    case .notAnAuthority: "notAnAuthority"
    case .pathTooLong: "pathTooLong"
    case .keyMayNotSign: "keyMayNotSign"
    case .otherPurpose: "otherPurpose"
    case .unknownCriticalExtension: "unknownCriticalExtension"
    case .nameNotPermitted: "nameNotPermitted"
    case .tooManyNames: "tooManyNames"
    case .otherName: "otherName"
    case .noValidPolicy: "noValidPolicy"
    case .anyPolicyMapped: "anyPolicyMapped"
    case .tooManyPolicies: "tooManyPolicies"
    case .lengthLimit: "lengthLimit"
    case .revoked: "revoked"
    case .revocationUnknown: "revocationUnknown"
    case .searchTooLong: "searchTooLong"
    }
  }
}
