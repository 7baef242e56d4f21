import Primitives
import Wire

/// 7. The server is who it should be; its Finished says that both saw the same handshake.
struct ExpectServerFinished<Crypto: CryptoProvider>: ~Copyable {
  let handshake: ClientHandshake<Crypto>
  let peer: PeerVerified
  let asked: AskedCertificate?

  init(
    _ handshake: ClientHandshake<Crypto>, peer: consuming PeerVerified,
    asked: AskedCertificate?
  ) {
    self.handshake = handshake
    self.peer = peer
    self.asked = asked
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState<Crypto> where Carrier.Crypto == Crypto {
    let finished = try check(message, &carrier)
    try handshake.take(message)
    let digest = try handshake.transcript.digest()
    try finishOurselves(&carrier)

    let context = handshake.context
    let parameters = handshake.parameters
    let complete = try handshake.transcript.digest()
    guard let secret = handshake.secret.take() else { throw TLSError(.library) }
    let master = try secret.masterSecret(&carrier)
    let keys = try ApplicationKeys(master, digest, as: .client, &carrier)
    let suite = parameters.suite
    try carrier.protectSending(try keys.sending.protection(suite, &carrier))
    try carrier.protectReceiving(try keys.receiving.protection(suite, &carrier))
    var sessions: SessionSource<Crypto>?
    if context.resumptionLifetime > 0, !Crypto.omissions.contains(.resumption) {
      sessions = SessionSource(
        try master.resumption(complete, &carrier),
        ClientSession.Agreement(parameters, peer, name: context.peerName))
    }
    return .established(
      Established(
        parameters, context, keys: keys, sessions: sessions, peer: peer,
        finished: finished))
  }

  private func check<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> FinishedVerified where Carrier.Crypto == Crypto {
    guard message.type == .finished else {
      throw TLSError(
        .unexpectedMessage, by: .server, in: message.type, "RFC 8446, 4.4.4")
    }
    let length = handshake.parameters.suite.hash.length
    let finished = try message.read(by: .server, "RFC 8446, 4.4.4") {
      body throws(WireError) in try Finished(reading: body, length: length)
    }
    let digest = try handshake.transcript.digest()
    let expected = try handshake.server.verifyData(digest, &carrier)
    return try FinishedVerified(
      finished.verifyData.bytes, expected: expected, by: .server)
  }
}
