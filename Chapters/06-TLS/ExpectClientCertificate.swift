import Primitives
import Wire

/// The client was asked who it is.
struct ExpectClientCertificate<Crypto: CryptoProvider>: ~Copyable {
  let handshake: ServerHandshake<Crypto>
  let type: CertificateType

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    let shown = try message.read(as: CertificateMessage.self, by: .client)
    guard shown.context.isEmpty else {
      throw TLSError(
        .illegalParameter, by: .client, in: .certificate, "RFC 8446, 4.4.2")
    }
    for entry in shown.entries {
      try entry.present.check(in: .certificate, offered: [], by: .client)
    }
    //= rfc8446#4.4.2.4
    //# If the client does not send any certificates (i.e., it sends an empty
    //# Certificate message), the server MAY at its discretion either
    //# continue the handshake without client authentication or abort the
    //# handshake with a "certificate_required" alert.
    let claim = try PeerClaim(shown, as: type, handshake.context, date: carrier.date)
    try handshake.transcript.add(message.bytes)
    return .expectCertificateVerify(
      ExpectClientCertificateVerify(handshake: handshake, claim: claim))
  }
}
