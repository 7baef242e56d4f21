import Primitives
import Wire

/// What an end of TLS 1.2 knows once the hellos are exchanged, and hands on from state to
/// state.
struct Handshake12<Crypto: CryptoProvider>: ~Copyable {
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
  var recordSizeLimit: Int?
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
  mutating func take(_ message: borrowing HandshakeMessage) throws(TLSError) {
    try transcript.add(message.bytes)
  }

  mutating func send<Carrier: HandshakeCarrier & ~Copyable>(
    _ body: borrowing some HandshakeBody & ~Copyable, _ carrier: inout Carrier
  ) throws(TLSError) {
    let message = try body.message()
    try transcript.add(message.span)
    try carrier.send(message.span)
  }

  /// The hash of every message so far, as the suite hashes.
  func digest() throws(TLSError) -> Digest {
    let nothing: [UInt8] = []
    return try transcript.digest(adding: nothing.span, as: suite.hash)
  }

  /// What the server signs: its share, and both randoms, so that nobody can use the
  /// signature in another connection (RFC 8422, 5.4).
  func signedContent(_ parameters: Span<UInt8>) -> [UInt8] {
    [UInt8](capacity: 64 + parameters.count) { out in
      for i in 0..<32 { out.append(clientRandom[i]) }
      for i in 0..<32 { out.append(serverRandom[i]) }
      for i in parameters.indices { out.append(parameters[i]) }
    }
  }

  func parameters(
    of peer: borrowing PeerVerified
  ) -> NegotiatedParameters {
    var parameters = NegotiatedParameters(
      version: .tls12, suite: suite, applicationProtocol: applicationProtocol,
      peerCertificate: peer.certificate, identity: peer.identity)
    parameters.group = group
    return parameters
  }
}
