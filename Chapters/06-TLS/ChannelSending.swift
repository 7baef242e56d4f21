import Primitives
import Wire

extension TLSChannel where Random: ~Copyable, Observer: ~Copyable {
  public mutating func send(_ plaintext: Span<UInt8>) throws(TLSError) {
    try checkHasNotFailed()
    guard records.isComplete, !goodbyes.isSaid else { throw TLSError(.notConnected) }
    if records.wantsKeyUpdate { try updateKeys(requestingPeers: false) }
    try records.send(applicationData: plaintext)
  }

  /// Encrypts bytes for a server that has not answered yet, who cannot tell them from a
  /// recording of them (RFC 8446, 8). Throws `.configuration(.earlyData)` if neither the
  /// configuration nor the session allows any, and `.tooLarge` for more than is allowed;
  /// both harm nothing. Whether they were taken, the parameters say afterwards.
  public mutating func send(earlyData plaintext: Span<UInt8>) throws(TLSError) {
    try checkHasNotFailed()
    guard context.role == .client, !state.isEstablished, !goodbyes.isAbandoned else {
      throw TLSError(.notConnected)
    }
    guard earlyRoom > 0 else { throw TLSError(.configuration(.earlyData)) }
    guard plaintext.count <= earlyRoom else {
      throw TLSError(.tooLarge(maximum: earlyRoom))
    }
    try records.send(applicationData: plaintext)
    earlyRoom -= plaintext.count
  }

  /// Seals what is sent from now on with the next key, and perhaps asks the peer to do the
  /// same (RFC 8446, 4.6.3). Throws `.notConnected` in TLS 1.2, whose keys stay.
  public mutating func updateKeys(requestingPeers: Bool = true) throws(TLSError) {
    try checkHasNotFailed()
    guard !goodbyes.isSaid, let established = state.established else {
      throw TLSError(.notConnected)
    }
    do throws(TLSError) {
      try established.updateSendingKey(requestingPeers: requestingPeers, &records)
    } catch {
      if error.cause != .notConnected { fail(error) }
      throw error
    }
  }

  /// Keys for others than TLS, which only the two ends of this connection can have
  /// (RFC 8446, 7.5). A label of at most 249 bytes; TLS 1.2 has none.
  public func export(
    label: Span<UInt8>, context: Span<UInt8>, count: Int
  ) throws(TLSError) -> Secret {
    guard let established = state.established else { throw TLSError(.notConnected) }
    return try established.export(label: label, context: context, count: count)
  }
}
