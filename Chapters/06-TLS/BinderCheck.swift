import Primitives
import Wire

extension FoundKey {
  /// The beginning of the key schedule, if the client has proven in its hello that it
  /// has the key.
  borrowing func earlySecret<Crypto: CryptoProvider>(
    proven hello: ClientHello, in message: borrowing HandshakeMessage,
    _ transcript: borrowing Transcript<Crypto>, _ hash: TLSHash,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> EarlySecret<Crypto> {
    guard let offer = hello.preSharedKeys, index < offer.identities.count else {
      throw TLSError(.library)
    }
    let secret = try EarlySecret<Crypto>(hash, preSharedKey: key.bytes, &carrier)
    let covered = message.bytes.extracting(droppingLast: offer.bindersLength)
    let expected = try secret.binder(
      kind, over: try transcript.digest(adding: covered, as: hash), &carrier)
    //= rfc8446#4.2.11
    //# Prior to accepting PSK key establishment, the server MUST validate
    //# the corresponding binder value (see Section 4.2.11.2 below).
    let binder = offer.identities[index].binder
    guard constantTimeEqual(binder.span, expected.bytes) else {
      throw TLSError(.badProof, by: .client, in: .clientHello, "RFC 8446, 4.2.11")
    }
    return secret
  }
}

extension ServerFlight {
  /// Whom the key shows the client to be: the one who has the same, or the one whom we
  /// saw when the ticket was given out.
  mutating func take(_ found: borrowing FoundKey) -> PeerVerified {
    guard let ticket = found.ticket else {
      return PeerVerified(preSharedKey: found.identity)
    }
    tickets.authenticated = ticket.authenticated
    return PeerVerified(
      resuming: ticket.peerCertificate, key: ticket.peerKey, identity: ticket.identity)
  }
}
