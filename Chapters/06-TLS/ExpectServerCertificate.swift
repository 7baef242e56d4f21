import Primitives
import Wire

/// 5. The server shows whom it claims to be.
struct ExpectServerCertificate<Crypto: CryptoProvider>: ~Copyable {
  let handshake: ClientHandshake<Crypto>
  let types: AgreedTypes
  let asked: AskedCertificate?

  init(
    _ handshake: ClientHandshake<Crypto>, _ types: AgreedTypes,
    asked: AskedCertificate?
  ) {
    self.handshake = handshake
    self.types = types
    self.asked = asked
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState<Crypto> where Carrier.Crypto == Crypto {
    guard Crypto.canAuthenticate else { throw TLSError(.library) }
    let shown = try message.read(as: CertificateMessage.self, by: .server)
    guard shown.context.isEmpty else {
      throw TLSError(
        .illegalParameter, by: .server, in: .certificate, "RFC 8446, 4.4.2")
    }
    //= rfc8446#4.4.2.4
    //# If the server supplies an empty Certificate message, the client MUST
    //# abort the handshake with a "decode_error" alert.
    guard !shown.entries.isEmpty else {
      throw TLSError(
        .malformedMessage, by: .server, in: .certificate, "RFC 8446, 4.4.2.4")
    }
    for entry in shown.entries {
      try entry.present.check(
        in: .certificate, offered: handshake.offered, by: .server)
    }
    let claim = try PeerClaim(
      shown, as: types.peers, handshake.context, date: carrier.date)
    try handshake.take(message)
    return .expectCertificateVerify(ExpectServerVerify(handshake, claim, asked: asked))
  }
}

/// 6. And proves that it has the key that it showed.
struct ExpectServerVerify<Crypto: CryptoProvider>: ~Copyable {
  let handshake: ClientHandshake<Crypto>
  let claim: PeerClaim
  let asked: AskedCertificate?

  init(
    _ handshake: ClientHandshake<Crypto>, _ claim: PeerClaim,
    asked: AskedCertificate?
  ) {
    self.handshake = handshake
    self.claim = claim
    self.asked = asked
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState<Crypto> where Carrier.Crypto == Crypto {
    guard Crypto.canAuthenticate else { throw TLSError(.library) }
    let verify = try message.read(as: CertificateVerify.self, by: .server)
    let content = SignedContent.bytes(by: .server, try handshake.transcript.digest())
    let peer = try PeerVerified(
      claim, scheme: verify.scheme, signature: verify.signature.span,
      over: content.span, in: .certificateVerify, handshake.context)
    try handshake.take(message)
    let asked = asked
    return .expectFinished(ExpectServerFinished(handshake, peer: peer, asked: asked))
  }
}
