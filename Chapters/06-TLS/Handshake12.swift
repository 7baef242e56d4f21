import Primitives
import Wire

/// What an end of TLS 1.2 knows once the hellos are exchanged, and hands on from state
/// to state.
final class Handshake12<Crypto: CryptoProvider> {
  let context: TLSContext<Crypto>
  let suite: CipherSuite
  let exchange: KeyExchange12
  let clientRandom: HelloRandom
  let serverRandom: HelloRandom
  /// Every message so far, with its header. The messages themselves are kept, and not
  /// their hash alone, because CertificateVerify signs them (RFC 5246, 7.4.8).
  var transcript: Transcript<Crypto>
  /// Empty if the two agreed on none.
  var applicationProtocol: [UInt8] = []
  /// Bytes of plaintext that the peer takes in a record; `nil` if it did not say.
  var recordSizeLimit: UInt16?
  /// What each end shows of itself, if it shows anything (RFC 7250).
  var ownType = CertificateType.x509
  var peerType = CertificateType.x509
  var group: NamedGroup?

  init(
    _ context: TLSContext<Crypto>, _ suite: CipherSuite, _ exchange: KeyExchange12,
    clientRandom: HelloRandom, serverRandom: HelloRandom,
    transcript: consuming Transcript<Crypto>
  ) {
    self.context = context
    self.suite = suite
    self.exchange = exchange
    self.clientRandom = clientRandom
    self.serverRandom = serverRandom
    self.transcript = transcript
  }
}

extension Handshake12 {
  func take(_ message: borrowing HandshakeMessage) throws(TLSError) {
    try transcript.add(message.bytes)
  }

  /// A whole message of ours, its header included.
  func send<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: [UInt8], _ carrier: inout Carrier
  ) throws(TLSError) {
    try transcript.add(message.span)
    try carrier.send(message.span)
  }

  /// Certificate, with what we have, or with nothing.
  func show<Carrier: HandshakeCarrier & ~Copyable>(
    _ identity: OwnIdentity?, _ carrier: inout Carrier
  ) throws(TLSError) {
    var shown = CertificateMessage12(identity?.entries ?? [])
    shown.isBareKey = ownType == .rawPublicKey
    try send(shown.message(), &carrier)
  }

  /// The hash of every message so far; if nothing else is said, as the suite hashes.
  func digest(_ hash: TLSHash? = nil) throws(TLSError) -> Digest {
    let nothing: [UInt8] = []
    return try transcript.digest(adding: nothing.span, as: hash ?? suite.hash)
  }

  /// What a server signs: both randoms and its share, so that the signature is worth
  /// nothing in any other connection (RFC 8422, 5.4).
  func signedContent(_ share: [UInt8]) -> [UInt8] {
    [UInt8](capacity: 64 + share.count) { out in
      for i in 0..<32 { out.append(clientRandom.bytes[i]) }
      for i in 0..<32 { out.append(serverRandom.bytes[i]) }
      for byte in share { out.append(byte) }
    }
  }

  /// Whom our trust takes the peer for by what it has shown.
  func claim(
    _ shown: [[UInt8]], stapled: StapledAnswer, date: Int64
  ) throws(TLSError) -> PeerClaim {
    switch peerType {
    case .x509:
      return try PeerClaim(chain: shown, stapled: stapled, context, date: date)
    case .rawPublicKey:
      guard let key = shown.first else {
        throw TLSError(.certificateRequired, peer: context.role.peer)
      }
      return try PeerClaim(rawPublicKey: key, context)
    }
  }

  /// The handshake is complete.
  func established(
    _ peer: consuming PeerVerified, _ finished: consuming FinishedVerified
  ) -> Established<Crypto> {
    var parameters = NegotiatedParameters(
      version: .tls12, suite: suite, applicationProtocol: applicationProtocol,
      peerCertificate: [])
    parameters.group = group
    return Established(
      parameters, context, keys: nil, peer: peer, finished: finished)
  }
}
