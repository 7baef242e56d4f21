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
    ("lists with entries of several issuers are not read", (22...35).map { "4.14.\($0)" }),
    ("lists of changes are not read", (2...10).map { "4.15.\($0)" }),
  ]

  static let inScope = PKITS.tests.filter { test in
    !excluded.contains { $0.tests.contains(test.test) }
  }

  @Test(arguments: inScope)
  func theVerdictIsRight(_ test: PKITSTest) throws {
    var policy = PathPolicy(time: Time(secondsSince1970: 1_302_825_600), purpose: .any)
    policy.policies = try test.inputs
    if test.verdict == "unreadable" {
      #expect(throws: DERError.self) {
        _ = try test.certificates.map(certificate)
        _ = try test.revocationLists.map(list)
      }
      return
    }
    let lists = try (["TrustAnchorRootCRL"] + test.revocationLists).map(list)
    policy.revocation = RevocationPolicy(.everybody, lists: lists)
    let root = try certificate("TrustAnchorRootCertificate")
    let chain = try test.certificates.map(certificate)
    let endEntity = try #require(chain.last)
    for provider in SignatureCheckTests.providers {
      do throws(PathFailure) {
        let path = try validate(endEntity, chain.dropLast(), root, policy, provider.type)
        #expect(test.verdict == "accept")
        #expect(
          path.policies.map(\.description).sorted()
            == test.holding.map { nist($0).description }.sorted())
      } catch {
        #expect(error.rule.kind == test.verdict, "\(provider.testDescription): \(error)")
      }
    }
  }

  private func validate<Crypto: CryptoProvider>(
    _ endEntity: Certificate, _ others: [Certificate], _ root: Certificate, _ policy: PathPolicy,
    _ crypto: Crypto.Type
  ) throws(PathFailure) -> ValidatedPath {
    try ValidatedPath(from: endEntity, through: others, to: [root], policy: policy, using: crypto)
  }

  @Test func theListIsWhole() {
    #expect(PKITS.tests.count == 249)
    #expect(Set(PKITS.tests.map(\.test)).count == 224)
    #expect(Self.excluded.map(\.tests.count) == [3, 2, 14, 9])
    #expect(Self.inScope.count == 221)
  }

  private func list(_ name: String) throws -> RevocationList {
    try RevocationList(der: PKITS.revocationList(name))
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
    case .revoked: "revoked"
    case .revocationUnknown: "unknownStatus"
    default: "another rule"
    }
  }
}
