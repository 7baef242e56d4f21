import Primitives
import Wire

/// The keys of an agent, as a store of this process. `Crypto` checks the agent's proof.
///
/// A store that has thrown `.unreachable`, `.impostor` or `.protocolViolation` is of no
/// more use: connect again, and have the new connection proved.
public struct RemoteStore<Crypto: CryptoProvider, Line: AgentLine & ~Copyable>:
  ~Copyable
{
  /// 65 bytes.
  public private(set) var agentKey: [UInt8]
  private var line: Line
  private var client: AgentClient

  /// Throws `.impostor` unless `agentKey`, which was pinned before, is the agent's.
  public init(
    _ line: consuming Line, agentKey: [UInt8],
    using random: inout some RandomSource & ~Copyable
  ) throws(KeyStoreError) {
    self.line = line
    self.agentKey = agentKey
    client = AgentClient()
    try prove(using: &random)
  }

  /// The first time: takes the key of whoever answers, and has it proved. From then on it
  /// is pinned, so let nobody else answer this time.
  public init(
    pairing line: consuming Line, using random: inout some RandomSource & ~Copyable
  ) throws(KeyStoreError) {
    self.line = line
    agentKey = []
    client = AgentClient()
    guard case .publicKey(let key) = try ask(.publicKey(AgentProof.label())) else {
      throw .impostor
    }
    agentKey = key
    try prove(using: &random)
  }

  private mutating func prove(
    using random: inout some RandomSource & ~Copyable
  ) throws(KeyStoreError) {
    let challenge: AgentChallenge
    do throws(CryptoError) { challenge = try AgentChallenge(using: &random) } catch {
      throw KeyStoreError(error)
    }
    guard case .proof(let proof) = try ask(.prove(challenge)) else { throw .impostor }
    try proof.check(
      challenge, from: line.caller, agentKey: agentKey.span, Crypto.self)
  }

  mutating func ask(
    _ request: AgentRequest
  ) throws(KeyStoreError) -> AgentResponse {
    try client.ask(request, over: &line)
  }
}
