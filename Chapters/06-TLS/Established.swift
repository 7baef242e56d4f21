import Primitives
import Wire

/// The handshake is done: both sides are proven, and the keys stand. What comes now as a
/// handshake message is rare: a new key, or something to come back with.
package final class Established<Crypto: CryptoProvider> {
  let context: TLSContext<Crypto>
  let version: TLSVersion
  let suite: CipherSuite
  /// For the one event that tells of it; whoever takes it leaves nothing.
  private var parameters: NegotiatedParameters?
  /// Of TLS 1.3; in TLS 1.2 keys stay as they are.
  var keys: ApplicationKeys<Crypto>?
  var sessions: SessionSource<Crypto>?

  /// Whatever came before has verified the peer and its Finished.
  init(
    _ parameters: NegotiatedParameters, _ context: TLSContext<Crypto>,
    keys: consuming ApplicationKeys<Crypto>?,
    sessions: consuming SessionSource<Crypto>? = nil,
    peer: consuming PeerVerified, finished: consuming FinishedVerified
  ) {
    self.context = context
    version = parameters.version
    suite = parameters.suite
    self.parameters = parameters.naming(peer)
    self.keys = keys
    self.sessions = sessions
  }
}

extension NegotiatedParameters {
  fileprivate func naming(_ peer: borrowing PeerVerified) -> NegotiatedParameters {
    var parameters = self
    parameters.peerCertificate = peer.certificate
    parameters.peerKey = peer.key
    parameters.identity = peer.identity
    parameters.isResumed = peer.isResumed
    return parameters
  }
}

extension Established {
  func takeParameters() -> NegotiatedParameters? {
    defer { parameters = nil }
    return parameters
  }

  /// Keys for others than TLS, from the secrets of this connection (RFC 8446, 7.5).
  func export(
    label: Span<UInt8>, context: Span<UInt8>, count: Int
  ) throws(TLSError) -> Secret {
    guard keys != nil else { throw TLSError(.notConnected) }
    return try Secret(count: count) { out throws(TLSError) in
      try keys?.exporter.export(label: label, context: context, into: &out)
    }
  }
}
