/// Walks down a path and finds the policies that hold for all of it (RFC 5280, 6.1, with
/// the graph of RFC 9618).
struct PolicyRule {
  private let inputs: PolicyInputs
  private var graph = PolicyGraph()
  /// After so many more certificates a policy must hold, nobody may translate, and
  /// anyPolicy stands for nothing.
  private var explicitPolicy, policyMapping, inhibitAnyPolicy: Int

  /// RFC 5280, 6.1.2 (d) to (f); `count` certificates follow, the root left out.
  private init(_ inputs: PolicyInputs, count: Int) {
    self.inputs = inputs
    explicitPolicy = inputs.isExplicit ? 0 : count &+ 1
    policyMapping = inputs.inhibitsMapping ? 0 : count &+ 1
    inhibitAnyPolicy = inputs.inhibitsAnyPolicy ? 0 : count &+ 1
  }

  /// The user_constrained_policy_set of a path, which begins with the end entity and ends
  /// with a root.
  static func check(
    _ path: [Certificate], _ inputs: PolicyInputs
  ) throws(PathFailure) -> [PolicyIdentifier] {
    var state = PolicyRule(inputs, count: path.count - 1)
    for place in path.indices.dropLast().reversed() {
      var rule = state.process(path[place], isLast: place == 0)
      if rule == nil, place > 0 { rule = state.prepare(for: path[place]) }
      if rule == nil, state.graph.isTooLarge { rule = .tooManyPolicies }
      if let rule { throw PathFailure(rule: rule, certificate: place) }
    }
    return try state.wrapUp(path[0])
  }

  /// RFC 5280, 6.1.3 (d) to (f).
  private mutating func process(_ certificate: Certificate, isLast: Bool) -> PathRule? {
    if let policies = certificate.policies {
      let anyPolicyCounts =
        inhibitAnyPolicy > 0 || (!isLast && certificate.isSelfIssued)
      graph.descend(to: policies, anyPolicyCounts: anyPolicyCounts)
    } else {
      graph.clear()
    }
    return explicitPolicy > 0 || !graph.isEmpty ? nil : .noValidPolicy
  }

  /// For the certificate below (RFC 5280, 6.1.4 (a), (b) and (h) to (j)).
  private mutating func prepare(for issuer: Certificate) -> PathRule? {
    let mappings = issuer.mappings
    //= rfc5280#4.2.1.5
    //# Policies MUST NOT be mapped either to or from the
    //# special value anyPolicy (Section 4.2.1.4).
    for mapping in mappings
    where mapping.issuerDomain == .anyPolicy || mapping.subjectDomain == .anyPolicy {
      return .anyPolicyMapped
    }
    if policyMapping > 0 { graph.map(mappings) } else { graph.refuse(mappings) }
    if !issuer.isSelfIssued {
      explicitPolicy = max(explicitPolicy - 1, 0)
      policyMapping = max(policyMapping - 1, 0)
      inhibitAnyPolicy = max(inhibitAnyPolicy - 1, 0)
    }
    let constraints = issuer.extensions.policyConstraints
    explicitPolicy = min(explicitPolicy, constraints?.requireExplicitPolicy ?? .max)
    policyMapping = min(policyMapping, constraints?.inhibitPolicyMapping ?? .max)
    inhibitAnyPolicy = min(inhibitAnyPolicy, issuer.extensions.inhibitAnyPolicy ?? .max)
    return nil
  }

  /// RFC 5280, 6.1.5 (a), (b) and (g).
  private func wrapUp(_ endEntity: Certificate) throws(PathFailure)
    -> [PolicyIdentifier]
  {
    // One step more is taken off; it says zero if one was left, or none.
    let isExplicit =
      explicitPolicy <= 1
      || endEntity.extensions.policyConstraints?.requireExplicitPolicy == 0
    let holding = userConstrained()
    guard !isExplicit || !holding.isEmpty else {
      throw PathFailure(rule: .noValidPolicy, certificate: 0)
    }
    return holding
  }

  /// RFC 9618, 5.5 (g)(5) and (6).
  private func userConstrained() -> [PolicyIdentifier] {
    let found = graph.authorityConstrained()
    if inputs.accepted.contains(.anyPolicy) { return found }
    if found.contains(.anyPolicy) { return inputs.accepted }
    return found.filter { inputs.accepted.contains($0) }
  }
}
