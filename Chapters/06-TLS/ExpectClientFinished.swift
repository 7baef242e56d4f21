import Primitives
import Wire

/// We know who the client is; that it saw what we saw, it must still show.
struct ExpectClientFinished<Crypto: CryptoProvider>: ~Copyable {
  var handshake: ServerHandshake<Crypto>
  let peer: PeerVerified

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    guard message.type == .finished else { throw .unexpected(message) }
    let length = handshake.parameters.suite.hash.length
    let finished = try message.read(by: .client, "RFC 8446, 4.4.4") {
      body throws(WireError) in try Finished(reading: body, length: length)
    }
    let expected = try handshake.client.verifyData(
      try handshake.transcript.digest(), &carrier)
    let proof = try FinishedVerified(
      finished.verifyData.bytes, expected: expected, by: .client)
    try handshake.transcript.add(message.bytes)
    try carrier.protectReceiving(
      try handshake.receiving.protection(handshake.parameters.suite, &carrier))
    return .established(try handshake.establish(peer, proof, &carrier))
  }
}

extension ServerHandshake {
  /// The connection stands. The two proofs are what it stands on.
  fileprivate consuming func establish<Carrier: HandshakeCarrier & ~Copyable>(
    _ peer: consuming PeerVerified, _ proof: consuming FinishedVerified,
    _ carrier: inout Carrier
  ) throws(TLSError) -> Established<Crypto> where Carrier.Crypto == Crypto {
    try sendTicket(to: peer, &carrier)
    return Established(
      parameters, context, exporter: exporter, sending: sending, receiving: receiving,
      peer: peer, finished: proof)
  }
}
