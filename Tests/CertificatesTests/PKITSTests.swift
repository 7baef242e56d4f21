// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// NIST's Public Key Interoperability Test Suite.
@Suite(.pkits)
struct PKITSTests {
  /// What is not in scope, and why.
  static let excluded: [(why: String, tests: [String])] = [
    ("DSA is not among our algorithms", ["4.1.4", "4.1.5", "4.1.6"]),
    ("a negative serial number is refused (RFC 5280, 4.1.2.2)", ["4.4.14", "4.4.15"]),
  ]

  static let inScope = PKITS.tests.filter { test in
    !excluded.contains { $0.tests.contains(test.test) }
      && !["revoked", "unknownStatus"].contains(test.verdict)
  }

  @Test(arguments: inScope)
  func theVerdictIsRight(_ test: PKITSTest) throws {
    var policy = PathPolicy(time: Time(secondsSince1970: 1_302_825_600), purpose: .any)
    policy.policies = try test.inputs
    if test.verdict == "unreadable" {
      #expect(throws: DERError.self) { try test.certificates.map(certificate) }
      return
    }
    let root = try certificate("TrustAnchorRootCertificate")
    let chain = try test.certificates.map(certificate)
    let endEntity = try #require(chain.last)
    do throws(PathFailure) {
      let path = try ValidatedPath(
        from: endEntity, through: chain.dropLast(), to: [root], policy: policy,
        using: OpenSSLCrypto.self)
      #expect(test.verdict == "accept")
      #expect(
        path.policies.map(\.description).sorted()
          == test.holding.map { nist($0).description }.sorted())
    } catch {
      #expect(error.rule.kind == test.verdict, "\(error)")
    }
  }

  @Test func theListIsWhole() {
    #expect(PKITS.tests.count == 249)
    #expect(Set(PKITS.tests.map(\.test)).count == 224)
  }

  private func certificate(_ name: String) throws -> Certificate {
    try Certificate(der: PKITS.certificate(name))
  }
}

/// 2.16.840.1.101.3.2.1.48.n, of which 0 shall stand for any.
private func nist(_ number: UInt32) -> PolicyIdentifier {
  guard number > 0 else { return .anyPolicy }
  let content = hex("6086480165030201 30") + [UInt8(number)]
  return PolicyIdentifier(content.span)
}

extension PKITSTest {
  fileprivate var inputs: PolicyInputs {
    get throws {
      var inputs = PolicyInputs()
      if let wanted { inputs.accepted = wanted.map(nist) }
      inputs.isExplicit = isExplicit
      inputs.inhibitsMapping = inhibitsMapping
      inputs.inhibitsAnyPolicy = inhibitsAnyPolicy
      return inputs
    }
  }
}

extension PathRule {
  /// The word that stands for it in the list.
  fileprivate var kind: String {
    switch self {
    case .signature: "signature"
    case .notYetValid: "notYetValid"
    case .expired: "expired"
    case .noTrustedIssuer: "noTrustedIssuer"
    case .notAnAuthority: "notAnAuthority"
    case .pathTooLong: "pathTooLong"
    case .keyMayNotSign: "keyMayNotSign"
    case .unknownCriticalExtension: "unknownCriticalExtension"
    case .nameNotPermitted: "nameNotPermitted"
    case .noValidPolicy: "noValidPolicy"
    case .anyPolicyMapped: "anyPolicyMapped"
    default: "another rule"
    }
  }
}
