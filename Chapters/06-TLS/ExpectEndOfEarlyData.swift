import Primitives
import Wire

/// Early data comes, and then the word that it is over.
struct ExpectEndOfEarlyData<Crypto: CryptoProvider>: ~Copyable {
  let handshake: ServerHandshake<Crypto>
  let peer: PeerVerified

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    _ = try message.read(as: EndOfEarlyData.self, by: .client)
    try handshake.transcript.add(message.bytes)
    try handshake.listen(&carrier)
    return .expectFinished(ExpectClientFinished(handshake: handshake, peer: peer))
  }
}
