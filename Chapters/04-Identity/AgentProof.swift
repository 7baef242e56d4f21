import Primitives
import Wire

/// 32 bytes that were never asked before, and that nobody could foresee.
public struct AgentChallenge: Equatable, Sendable {
  public let bytes: [UInt8]

  public init(
    using random: inout some RandomSource & ~Copyable
  ) throws(CryptoError) {
    let drawn = try random.secret(count: 32)
    self.init(drawn.bytes)
  }

  init(_ bytes: Span<UInt8>) { self.bytes = [UInt8](bytes) }
}

/// Who calls, as the system tells the agent, and as the caller knows by itself.
public struct AgentCaller: Equatable, Sendable {
  /// The number of its user (`uid_t`).
  public let user: UInt32
  /// The number of its process when it connected (`pid_t`).
  public let process: UInt32

  public init(user: UInt32, process: UInt32) {
    self.user = user
    self.process = process
  }
}

/// The agent's answer to a challenge: whom it sees, signed with its own key.
public struct AgentProof: Equatable, Sendable {
  public let caller: AgentCaller
  public let signature: [UInt8]

  public init(caller: AgentCaller, signature: [UInt8]) {
    self.caller = caller
    self.signature = signature
  }

  /// The agent's own key, of which it lets nobody have a signature but this.
  public static var algorithm: KeyAlgorithm { .ecdsaP256 }

  /// How that key is called in the store.
  public static func label() throws(KeyStoreError) -> KeyLabel {
    let name: StaticString = "key-agent"
    return try KeyLabel(
      [UInt8](capacity: name.utf8CodeUnitCount) { out in out.append(name) }.span)
  }

  /// What is signed: what it is for, the version, the challenge and the caller.
  static func statement(
    _ challenge: AgentChallenge, _ caller: AgentCaller
  ) throws(KeyStoreError) -> [UInt8] {
    let purpose: StaticString = "Things That Keep Secrets: key agent"
    do throws(WireError) {
      return try [UInt8](capacity: purpose.utf8CodeUnitCount &+ 41) {
        out throws(WireError) in
        out.append(purpose)
        try out.write(uint8: AgentFrame.version, "version")
        try out.write(bytes: challenge.bytes.span, "challenge")
        try out.write(uint32: caller.user, "user")
        try out.write(uint32: caller.process, "process")
      }
    } catch { throw .protocolViolation(error) }
  }

  /// Throws `.impostor` unless the owner of `agentKey` (65 bytes) has answered this
  /// challenge, and has answered it to us.
  func check<Crypto: CryptoProvider>(
    _ challenge: AgentChallenge, from caller: AgentCaller, agentKey: Span<UInt8>,
    _: Crypto.Type
  ) throws(KeyStoreError) {
    // Whoever passes our challenge on is seen in our place.
    guard self.caller == caller else { throw .impostor }
    guard agentKey.count == Self.algorithm.publicKeyLength else {
      throw .crypto(.invalidKey)
    }
    let statement = try Self.statement(challenge, caller)
    do throws(CryptoError) {
      try Crypto.P256.verify(signature.span, of: statement.span, publicKey: agentKey)
    } catch {
      throw error == .invalidSignature ? .impostor : KeyStoreError(error)
    }
  }
}
