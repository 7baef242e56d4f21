import Primitives
import Wire

/// 7. From here on the server seals what it sends. The record that says so is no handshake
/// message; it is in no transcript, and anybody can send one. Only here it is believed,
/// where the keys have been made (CVE-2014-0224).
struct ExpectServerCipherSpec12<Crypto: CryptoProvider>: ~Copyable {
  private var handshake: Handshake12<Crypto>
  private let master: Secret
  private let receiving: RecordProtection<Crypto>
  private let peer: PeerVerified

  /// Sends our own change_cipher_spec and Finished.
  init<Carrier: HandshakeCarrier & ~Copyable>(
    _ handshake: consuming Handshake12<Crypto>, _ secrets: consuming Secrets12<Crypto>,
    _ peer: consuming PeerVerified, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
  }

  consuming func receiveChangeCipherSpec<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    try carrier.protectReceiving(receiving)
    return .finished(ExpectServerFinished12(handshake, master, peer))
  }
}

/// 8. The server has seen what we have seen, and has the keys.
struct ExpectServerFinished12<Crypto: CryptoProvider>: ~Copyable {
  private var handshake: Handshake12<Crypto>
  private let master: Secret
  private let peer: PeerVerified

  init(
    _ handshake: consuming Handshake12<Crypto>, _ master: consuming Secret,
    _ peer: consuming PeerVerified
  ) {
    self.handshake = handshake
    self.master = master
    self.peer = peer
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    let finished = try handshake.verifyFinished(message, of: .server, master, &carrier)
    return .established(handshake.established(peer, finished))
  }
}
