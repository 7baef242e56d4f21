import Primitives
import Wire

/// Has the store, and does with it what an application may ask for.
public struct KeyAgent<Store: KeyStore & ~Copyable>: ~Copyable {
  private var store: Store
  /// As they were when the agent took the store; nobody else has it meanwhile.
  private let keys: [KeyEntry]
  private let ownLabel: KeyLabel
  private var callers: [Caller]

  private struct Caller {
    let user: UInt32
    var bucket: RateBucket
  }

  /// Makes the agent's own key the first time. `users` are those whose processes it serves.
  public init(
    _ store: consuming Store, serving users: [UInt32],
    limits: AgentLimits = AgentLimits()
  ) throws(KeyStoreError) {
    let own = try AgentProof.label()
    if try !store.list().contains(where: { $0.label == own }) {
      try store.generate(AgentProof.algorithm, as: own)
    }
    let all = try store.list()
    guard all.first(where: { $0.label == own })?.algorithm == AgentProof.algorithm
    else { throw .labelTaken }
    let limit = AgentResponse.keyLimit
    guard all.count <= 1 &+ limit else { throw .full(limit: limit) }
    keys = all.filter { $0.label != own }
    callers = users.map { Caller(user: $0, bucket: limits.bucket) }
    ownLabel = own
    self.store = store
  }

  /// For whoever is to know this agent again: 65 bytes.
  public mutating func agentKey() throws(KeyStoreError) -> [UInt8] {
    try store.publicKey(of: ownLabel)
  }

  public mutating func answer(
    _ request: AgentRequest, from caller: AgentCaller, now: Instant
  ) -> AgentResponse {
    do throws(KeyStoreError) {
      guard let place = callers.firstIndex(where: { $0.user == caller.user }) else {
        throw .refused
      }
      guard callers[place].bucket.take(now: now) else { throw .busy }
      return try served(request, caller)
    } catch { return .refusal(error) }
  }
}

extension KeyAgent where Store: ~Copyable {
  private mutating func served(
    _ request: AgentRequest, _ caller: AgentCaller
  ) throws(KeyStoreError) -> AgentResponse {
    switch request {
    case .list: return .keys(keys)
    case .publicKey(let label): return .publicKey(try store.publicKey(of: label))
    case .sign(let message, let label):
      let algorithm = try key(label).algorithm
      return .signature(try sign(message, algorithm, label), algorithm)
    case .agree(let label, let publicKey):
      return .secret(try store.agree(key(label).label, with: publicKey.span))
    case .prove(let challenge):
      let statement = try AgentProof.statement(challenge, caller)
      return .proof(
        AgentProof(
          caller: caller, signature: try sign(statement, AgentProof.algorithm, ownLabel)
        ))
    }
  }

  /// Throws `.refused` for the agent's own, or anybody could have a proof in its name.
  private func key(_ label: KeyLabel) throws(KeyStoreError) -> KeyEntry {
    guard label != ownLabel else { throw .refused }
    guard let entry = keys.first(where: { $0.label == label }) else { throw .noSuchKey }
    return entry
  }

  private mutating func sign(
    _ message: [UInt8], _ algorithm: KeyAlgorithm, _ label: KeyLabel
  ) throws(KeyStoreError) -> [UInt8] {
    guard algorithm.signs else { throw .wrongUse(algorithm) }
    return try [UInt8](capacity: algorithm.maximumSignatureLength) {
      out throws(KeyStoreError) in
      try store.sign(message.span, with: label, into: &out)
    }
  }
}
