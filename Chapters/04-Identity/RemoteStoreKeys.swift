import Primitives
import Wire

extension RemoteStore: KeyStore where Line: ~Copyable {
  public mutating func list() throws(KeyStoreError) -> [KeyEntry] {
    guard case .keys(let keys) = try ask(.list) else { throw .unexpected }
    return keys
  }

  public mutating func publicKey(of label: KeyLabel) throws(KeyStoreError) -> [UInt8] {
    guard case .publicKey(let key) = try ask(.publicKey(label)) else {
      throw .unexpected
    }
    return key
  }

  /// Throws `.tooLong` for more than 4096 bytes.
  public mutating func sign(
    _ message: Span<UInt8>, with label: KeyLabel, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    guard message.count <= AgentRequest.maximumMessageLength else {
      throw .tooLong(limit: AgentRequest.maximumMessageLength)
    }
    guard
      case .signature(let signature, let algorithm) =
        try ask(.sign([UInt8](message), label))
    else { throw .unexpected }
    let limit = algorithm.maximumSignatureLength
    guard limit <= out.freeCapacity else {
      throw .crypto(.bufferTooSmall(needed: limit))
    }
    out.append(signature.span)
  }

  public mutating func agree(
    _ label: KeyLabel, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret {
    guard case .secret(let secret) = try ask(.agree(label, with: [UInt8](publicKey)))
    else { throw .unexpected }
    return secret
  }

  /// Throws `.refused`: only the agent's owner makes keys, brings them, or destroys them.
  public mutating func generate(
    _ algorithm: KeyAlgorithm, as label: KeyLabel
  ) throws(KeyStoreError) { throw .refused }

  /// Throws `.refused`.
  public mutating func wrappingKey() throws(KeyStoreError) -> [UInt8] {
    throw .refused
  }

  /// Throws `.refused`.
  public mutating func inject(
    _ wrapped: Span<UInt8>, as label: KeyLabel
  ) throws(KeyStoreError) { throw .refused }

  /// Throws `.refused`.
  public mutating func destroy(_ label: KeyLabel) throws(KeyStoreError) {
    throw .refused
  }
}

extension KeyStoreError {
  /// The client machine has seen to it that each answer is one to its question.
  fileprivate static var unexpected: KeyStoreError {
    .protocolViolation(WireError(.leftover(0), "verb", at: 3))
  }
}
