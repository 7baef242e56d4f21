import Primitives
import Wire

/// We know who the client is; that it saw what we saw, it must still show.
struct ExpectClientFinished<Crypto: CryptoProvider>: ~Copyable {
  let handshake: ServerHandshake<Crypto>
  let peer: PeerVerified

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    guard message.type == .finished else { throw .unexpected(message) }
    let length = handshake.parameters.suite.hash.length
    let finished = try message.read(by: .client, "RFC 8446, 4.4.4") {
      body throws(WireError) in try Finished(reading: body, length: length)
    }
    let digest = try handshake.transcript.digest()
    let expected = try handshake.client.verifyData(digest, &carrier)
    let proof = try FinishedVerified(
      finished.verifyData.bytes, expected: expected, by: .client)
    try handshake.transcript.add(message.bytes)
    guard let keys = handshake.keys.take() else { throw TLSError(.library) }
    let suite = handshake.parameters.suite
    try carrier.protectReceiving(try keys.receiving.protection(suite, &carrier))
    return .established(try handshake.establish(keys, peer, proof, &carrier))
  }
}

extension ServerHandshake {
  /// The connection stands. The two proofs are what it stands on.
  fileprivate func establish<Carrier: HandshakeCarrier & ~Copyable>(
    _ keys: consuming ApplicationKeys<Crypto>, _ peer: consuming PeerVerified,
    _ proof: consuming FinishedVerified, _ carrier: inout Carrier
  ) throws(TLSError) -> Established<Crypto> where Carrier.Crypto == Crypto {
    try sendTicket(to: peer, &carrier)
    return Established(
      parameters, context, keys: keys, peer: peer, finished: proof)
  }
}
