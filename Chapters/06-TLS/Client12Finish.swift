import Primitives
import Wire

/// 7. From here on the server seals what it sends. The record that says so is no
/// handshake message: it is in no transcript, and anybody can send one. It is believed
/// here and nowhere else, where the keys have been made (CVE-2014-0224).
struct ExpectServerCipherSpec12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let peer: PeerVerified
  private let master: Secret
  private let receiving: RecordProtection<Crypto>

  init(
    _ handshake: Handshake12<Crypto>, _ peer: consuming PeerVerified,
    _ master: consuming Secret, _ receiving: consuming RecordProtection<Crypto>
  ) {
    self.handshake = handshake
    self.peer = peer
    self.master = master
    self.receiving = receiving
  }

  consuming func receiveChangeCipherSpec<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    try carrier.protectReceiving(receiving)
    return .finished(ExpectServerFinished12(handshake, peer, master))
  }
}

/// 8. The server has seen what we have seen, and has the same keys.
struct ExpectServerFinished12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let peer: PeerVerified
  private let master: Secret

  init(
    _ handshake: Handshake12<Crypto>, _ peer: consuming PeerVerified,
    _ master: consuming Secret
  ) {
    self.handshake = handshake
    self.peer = peer
    self.master = master
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    let finished = try handshake.verify(message, master, &carrier)
    return .established(handshake.established(peer, finished))
  }
}
