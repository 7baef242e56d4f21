import Primitives
import Wire

/// The client has shown a certificate, as anybody could.
struct ExpectClientCertificateVerify<Crypto: CryptoProvider>: ~Copyable {
  let handshake: ServerHandshake<Crypto>
  let claim: PeerClaim

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    let proof = try message.read(as: CertificateVerify.self, by: .client)
    let content = SignedContent.bytes(by: .client, try handshake.transcript.digest())
    let peer = try PeerVerified(
      claim, scheme: proof.scheme, signature: proof.signature.span, over: content.span,
      in: .certificateVerify, handshake.context)
    try handshake.transcript.add(message.bytes)
    return .expectFinished(ExpectClientFinished(handshake: handshake, peer: peer))
  }
}
