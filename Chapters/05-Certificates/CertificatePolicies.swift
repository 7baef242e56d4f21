import Wire

/// PolicyConstraints ::= SEQUENCE {
///      requireExplicitPolicy           [0] SkipCerts OPTIONAL,
///      inhibitPolicyMapping            [1] SkipCerts OPTIONAL }
///
/// SkipCerts ::= INTEGER (0..MAX)
public struct PolicyConstraints: Equatable, Sendable {
  /// After so many more certificates a policy must hold.
  public var requireExplicitPolicy: Int?
  /// After so many more certificates nobody may translate.
  public var inhibitPolicyMapping: Int?
}

extension DERReader {
  /// certificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation
  ///
  /// PolicyInformation ::= SEQUENCE {
  ///      policyIdentifier   CertPolicyId,
  ///      policyQualifiers   SEQUENCE SIZE (1..MAX) OF
  ///                              PolicyQualifierInfo OPTIONAL }
  ///
  /// Where they stand, and whether we know all their qualifiers.
  mutating func certificatePolicies() throws(DERError) -> (
    place: Place, allKnown: Bool
  ) {
    let start = offset
    let before = self
    var (count, allKnown) = (0, true)
    try list("certificatePolicies") { reader throws(DERError) in
      try reader.sequence("PolicyInformation") { reader throws(DERError) in
        let id = try reader.objectIdentifier("policyIdentifier")
        //= rfc5280#4.2.1.4
        //# A certificate policy OID MUST NOT appear more than once in a
        //# certificate policies extension.
        guard count < 64, try !before.lists(id, amongTheFirst: count) else {
          throw reader.error(.value, "policyIdentifier")
        }
        count += 1
        guard !reader.isEmpty else { return }
        try reader.list("policyQualifiers") { reader throws(DERError) in
          if try !reader.policyQualifier() { allKnown = false }
        }
      }
    }
    return (Place(start..<offset), allKnown)
  }

  private func lists(
    _ policy: Span<UInt8>, amongTheFirst count: Int
  ) throws(DERError) -> Bool {
    var whole = self
    let list = try whole.read(.sequence, "certificatePolicies")
    var reader = DERReader(list)
    for _ in 0..<count {
      let information = try reader.read(.sequence, "PolicyInformation")
      var inside = DERReader(information)
      if isEqual(try inside.objectIdentifier("policyIdentifier"), policy) {
        return true
      }
    }
    return false
  }

  /// PolicyQualifierInfo ::= SEQUENCE {
  ///      policyQualifierId  PolicyQualifierId,
  ///      qualifier          ANY DEFINED BY policyQualifierId }
  ///
  /// Whether it is one of the two that the standard has: where the policy can be read, and
  /// a text for people.
  private mutating func policyQualifier() throws(DERError) -> Bool {
    try sequence("PolicyQualifierInfo") { reader throws(DERError) in
      let id = OIDCode(try reader.objectIdentifier("policyQualifierId"))
      _ = try reader.any("qualifier")
      return id.value == 0x1_2b06_0105_0507_0201 || id.value == 0x1_2b06_0105_0507_0202
    }
  }

  /// PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE {
  ///      issuerDomainPolicy      CertPolicyId,
  ///      subjectDomainPolicy     CertPolicyId }
  mutating func policyMappings() throws(DERError) -> Place {
    let start = offset
    var count = 0
    try list("PolicyMappings") { reader throws(DERError) in
      guard count < 64 else { throw reader.error(.value, "PolicyMappings") }
      count += 1
      _ = try reader.policyMapping()
    }
    return Place(start..<offset)
  }

  mutating func policyMapping() throws(DERError) -> PolicyMapping {
    try sequence("PolicyMapping") { reader throws(DERError) in
      PolicyMapping(
        issuerDomain: PolicyIdentifier(
          try reader.objectIdentifier("issuerDomainPolicy")),
        subjectDomain: PolicyIdentifier(
          try reader.objectIdentifier("subjectDomainPolicy")))
    }
  }

  mutating func policyConstraints() throws(DERError) -> PolicyConstraints {
    try sequence("PolicyConstraints") { reader throws(DERError) in
      guard !reader.isEmpty else { throw reader.error(.empty, "PolicyConstraints") }
      var constraints = PolicyConstraints()
      if reader.nextTag == .implicit(0) {
        constraints.requireExplicitPolicy =
          try reader.smallInteger("requireExplicitPolicy", as: .implicit(0))
      }
      if reader.nextTag == .implicit(1) {
        constraints.inhibitPolicyMapping =
          try reader.smallInteger("inhibitPolicyMapping", as: .implicit(1))
      }
      return constraints
    }
  }
}

extension Certificate {
  /// Under which policies it was issued; `nil` if it does not say.
  public var policies: [PolicyIdentifier]? {
    guard let list = certificatePolicies else { return nil }
    var found: [PolicyIdentifier] = []
    var reader = DERReader(list)
    do throws(DERError) {
      try reader.list("certificatePolicies") { reader throws(DERError) in
        let information = try reader.read(.sequence, "PolicyInformation")
        var inside = DERReader(information)
        found.append(PolicyIdentifier(try inside.objectIdentifier("policyIdentifier")))
      }
      return found
    } catch { return [] }
  }

  /// Which of its policies are called otherwise below it.
  var mappings: [PolicyMapping] {
    guard let list = policyMappings else { return [] }
    var found: [PolicyMapping] = []
    var reader = DERReader(list)
    do throws(DERError) {
      try reader.list("PolicyMappings") { reader throws(DERError) in
        found.append(try reader.policyMapping())
      }
      return found
    } catch { return [] }
  }
}
