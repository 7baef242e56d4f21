import Wire

/// A secure session with one peer, whichever library speaks it.
///
/// `handle` takes what came off the wire and `poll` gives what must go onto it.
/// Plaintext goes in through `send` and comes out with `.event(.applicationData)`,
/// in the buffer that was polled into.
///
/// After a verb has thrown, `poll` still gives what the peer must hear (the alert),
/// and then answers `.wait(until: nil)` for ever; `handle` throws the same error again.
public protocol SecureChannel: Machine, ~Copyable
where Event == ChannelEvent, Failure == TLSError {
  /// Encrypts bytes for the peer; before the handshake is complete, and after the end,
  /// it throws `.notConnected`, which harms nothing.
  mutating func send(_ plaintext: Span<UInt8>) throws(TLSError)

  /// Encrypts bytes for a server that has not answered yet, who cannot tell them from a
  /// recording of them (RFC 8446, 8). For a client that comes back with a session, before
  /// it is polled; an engine without early data throws `.configuration(.earlyData)`.
  mutating func send(earlyData plaintext: Span<UInt8>) throws(TLSError)

  /// Says goodbye with close_notify (RFC 8446, 6.1); what the peer still sends is read.
  /// Before the handshake is complete it ends the channel without a word.
  mutating func close() throws(TLSError)

  /// The transport has ended. Without a close_notify before it, the peer's last words may
  /// have been cut off by an attacker, and this throws `.truncated`.
  /// Whoever has closed, and expects no more words, need not call it.
  mutating func handleEnd() throws(TLSError)
}

extension SecureChannel where Self: ~Copyable {
  public mutating func send(earlyData plaintext: Span<UInt8>) throws(TLSError) {
    throw TLSError(.configuration(.earlyData))
  }
}

public enum ChannelEvent: Sendable, Equatable {
  /// The peer is who the configuration expects. To a client of TLS 1.3 this says nothing
  /// yet about its own certificate: a server that refuses it sends an alert afterwards.
  case connected(NegotiatedParameters)
  /// Decrypted bytes are in the polled buffer.
  case applicationData
  /// To come back with; a server may give several, at any time.
  case session(TLSSession)
  /// Bytes that came before the handshake was complete are in the polled buffer. Somebody
  /// may have recorded and sent them again (RFC 8446, 8).
  case earlyData
  /// The peer said close_notify.
  case closed
}

/// What two peers agreed on.
public struct NegotiatedParameters: Sendable, Equatable {
  public var version: TLSVersion
  public var suite: CipherSuite
  /// Empty if the peers agreed on none (RFC 7301).
  public var applicationProtocol: [UInt8]
  /// The peer's end-entity certificate in DER; empty if it sent none.
  public var peerCertificate: [UInt8]
  /// The identity of the pre-shared key that proved both sides; empty if none did.
  public var identity: [UInt8]
  /// The peer's bare public key (SubjectPublicKeyInfo, in DER); empty if it showed none.
  public var peerKey: [UInt8] = []
  /// `nil` if the two agreed on no group, or the library does not tell.
  public var group: NamedGroup?
  /// Whether a session of before was taken up again, and no certificate shown.
  public var isResumed = false
  /// Whether the server took what a client sent early; if not, it must be sent again.
  public var isEarlyDataAccepted = false

  public init(
    version: TLSVersion, suite: CipherSuite,
    applicationProtocol: [UInt8], peerCertificate: [UInt8], identity: [UInt8] = []
  ) {
    self.version = version
    self.suite = suite
    self.applicationProtocol = applicationProtocol
    self.peerCertificate = peerCertificate
    self.identity = identity
  }
}
