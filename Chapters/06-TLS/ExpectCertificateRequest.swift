import Primitives
import Wire

/// 4. The server may ask who we are, before it says who it is.
struct ExpectCertificateRequest<Crypto: CryptoProvider>: ~Copyable {
  let handshake: ClientHandshake<Crypto>
  let types: AgreedTypes

  init(_ handshake: ClientHandshake<Crypto>, _ types: AgreedTypes) {
    self.handshake = handshake
    self.types = types
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState<Crypto> where Carrier.Crypto == Crypto {
    guard Crypto.canAuthenticate else { throw TLSError(.library) }
    let types = types
    guard message.type == .certificateRequest else {
      let next = ExpectServerCertificate(handshake, types, asked: nil)
      return try next.receive(message, &carrier)
    }
    let request = try message.read(as: CertificateRequest.self, by: .server)
    guard request.context.isEmpty else {
      throw TLSError(
        .illegalParameter, by: .server, in: .certificateRequest, "RFC 8446, 4.3.2")
    }
    //= rfc8446#4.3.2
    //# The "signature_algorithms" extension
    //# MUST be specified
    guard !request.signatureSchemes.isEmpty else {
      throw TLSError(
        .missingExtension, by: .server, in: .certificateRequest, "RFC 8446, 4.3.2")
    }
    try handshake.take(message)
    return .expectCertificate(
      ExpectServerCertificate(
        handshake, types, asked: AskedCertificate(types.own, request.signatureSchemes)))
  }
}

/// What the server wants to see of us.
struct AskedCertificate: Sendable {
  let type: CertificateType
  let schemes: [SignatureScheme]

  init(_ type: CertificateType, _ schemes: [SignatureScheme]) {
    self.type = type
    self.schemes = schemes
  }
}
