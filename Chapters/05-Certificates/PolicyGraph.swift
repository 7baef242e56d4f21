/// The policies that hold from the root down to some certificate (RFC 9618, 3.2): for each
/// depth the policies that hold there, and which of the depth above each goes back to.
///
/// A policy stands once at each depth, whatever number of ways lead to it.
struct PolicyGraph {
  private struct Node {
    let policy: PolicyIdentifier
    /// Whether it goes back to anyPolicy: then nobody above has another name for it.
    let isBelowAny: Bool
  }

  /// A policy that would satisfy a node when the next certificate has it.
  private struct Expected {
    let policy: PolicyIdentifier
    let node: Int
  }

  private struct Edge {
    let parent: Int
    let child: Int
  }

  private var nodes = [Node(policy: .anyPolicy, isBelowAny: false)]
  /// Those of the upper depths first.
  private var edges: [Edge] = []
  /// Of the nodes of the last depth, each of which expects something.
  private var expected = [Expected(policy: .anyPolicy, node: 0)]
  private(set) var isTooLarge = false

  static var maximumNodes: Int { 256 }

  /// What the standard calls NULL.
  var isEmpty: Bool { expected.isEmpty }

  /// One depth more: for a certificate that has these policies (RFC 9618, 5.3 (d)).
  mutating func descend(to policies: [PolicyIdentifier], anyPolicyCounts: Bool) {
    let above = expected
    expected = []
    for policy in policies where policy != .anyPolicy {
      let parents = above.filter { $0.policy == policy }
      add(
        policy,
        below: parents.isEmpty ? above.filter { $0.policy == .anyPolicy } : parents)
    }
    guard anyPolicyCounts, policies.contains(.anyPolicy) else { return }
    let listed = expected.count
    for value in above {
      guard let known = expected.firstIndex(where: { $0.policy == value.policy }) else {
        add(value.policy, below: [value])
        continue
      }
      if known >= listed {
        edges.append(Edge(parent: value.node, child: expected[known].node))
      }
    }
  }

  private mutating func add(_ policy: PolicyIdentifier, below parents: [Expected]) {
    guard let first = parents.first else { return }
    guard nodes.count < Self.maximumNodes else {
      isTooLarge = true
      return
    }
    let child = nodes.count
    nodes.append(
      Node(policy: policy, isBelowAny: nodes[first.node].policy == .anyPolicy))
    for parent in parents { edges.append(Edge(parent: parent.node, child: child)) }
    expected.append(Expected(policy: policy, node: child))
  }
  /// The certificate stands for nothing, and so does all that comes below it.
  mutating func clear() { expected = [] }

  /// Below it some of the policies have other names (RFC 9618, 5.4 (b)(1) and (2)).
  mutating func map(_ mappings: [PolicyMapping]) {
    if let any = expected.first(where: { $0.policy == .anyPolicy }),
      let edge = edges.first(where: { $0.child == any.node })
    {
      let above = Expected(policy: .anyPolicy, node: edge.parent)
      for mapping in mappings
      where !expected.contains(where: { $0.policy == mapping.issuerDomain }) {
        add(mapping.issuerDomain, below: [above])
      }
    }
    let before = expected
    expected = []
    for value in before {
      let same = mappings.filter { $0.issuerDomain == value.policy }
      if same.isEmpty { expected.append(value) }
      for mapping in same {
        expected.append(Expected(policy: mapping.subjectDomain, node: value.node))
      }
    }
  }

  /// Nobody may translate any more, and what somebody has translated all the same does not
  /// hold (RFC 9618, 5.4 (b)(3)).
  mutating func refuse(_ mappings: [PolicyMapping]) {
    expected.removeAll { value in
      mappings.contains { $0.issuerDomain == value.policy }
    }
  }

  /// What holds for the last certificate, by the names that the first authority below the
  /// root has for it: the authority_constrained_policy_set (RFC 9618, 5.5 (g)(1) to (4)).
  func authorityConstrained() -> [PolicyIdentifier] {
    var reached = [Bool](repeating: false, count: nodes.count)
    for value in expected { reached[value.node] = true }
    for edge in edges.reversed() where reached[edge.child] {
      reached[edge.parent] = true
    }
    var found: [PolicyIdentifier] = []
    for i in nodes.indices where reached[i] && nodes[i].isBelowAny {
      let policy = nodes[i].policy
      if policy != .anyPolicy, !found.contains(policy) { found.append(policy) }
    }
    if expected.contains(where: { $0.policy == .anyPolicy }) {
      found.append(.anyPolicy)
    }
    return found
  }
}
