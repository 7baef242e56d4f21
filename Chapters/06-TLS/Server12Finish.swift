import Primitives
import Wire

/// 5. From here on the client seals what it sends.
struct ExpectClientCipherSpec12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let secrets: Secrets12<Crypto>
  private let peer: PeerVerified

  init(
    _ handshake: Handshake12<Crypto>, _ secrets: consuming Secrets12<Crypto>,
    _ peer: consuming PeerVerified
  ) {
    self.handshake = handshake
    self.secrets = secrets
    self.peer = peer
  }

  consuming func receiveChangeCipherSpec<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> Server12State<Crypto> where Carrier.Crypto == Crypto {
    try carrier.protectReceiving(secrets.receiving)
    return .finished(
      ExpectClientFinished12(handshake, peer, secrets.master, secrets.sending))
  }
}

/// 6. The client has seen what we have seen, and has the same keys. We say the same,
/// and have the last word.
struct ExpectClientFinished12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let peer: PeerVerified
  private let master: Secret
  private let sending: RecordProtection<Crypto>

  init(
    _ handshake: Handshake12<Crypto>, _ peer: consuming PeerVerified,
    _ master: consuming Secret, _ sending: consuming RecordProtection<Crypto>
  ) {
    self.handshake = handshake
    self.peer = peer
    self.master = master
    self.sending = sending
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Server12State<Crypto> where Carrier.Crypto == Crypto {
    let finished = try handshake.verify(message, master, &carrier)
    try handshake.finish(master, sending, &carrier)
    return .established(handshake.established(peer, finished))
  }
}
