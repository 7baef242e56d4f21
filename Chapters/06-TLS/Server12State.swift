import Primitives
import Wire

/// The server of TLS 1.2, from the ClientHello on (RFC 5246, 7.3). In brackets, what
/// comes only if a client has to say who it is:
///
/// 1. ClientHello comes: `begin` chooses, and sends ServerHello; with certificates,
///    Certificate and CertificateStatus; ServerKeyExchange; [CertificateRequest];
///    ServerHelloDone.
/// 2. [Certificate] comes: ExpectClientCertificate12.
/// 3. ClientKeyExchange comes: ExpectClientKeyExchange12. With a key that was shared
///    before, its name says who the client is.
/// 4. [CertificateVerify] comes: ExpectCertificateVerify12, and so the client is
///    verified.
/// 5. change_cipher_spec comes: ExpectClientCipherSpec12.
/// 6. Finished comes: ExpectClientFinished12. We answer with change_cipher_spec and
///    Finished.
enum Server12State<Crypto: CryptoProvider>: ~Copyable {
  case certificate(ExpectClientCertificate12<Crypto>)
  case clientKeyExchange(ExpectClientKeyExchange12<Crypto>)
  case certificateVerify(ExpectCertificateVerify12<Crypto>)
  case cipherSpec(ExpectClientCipherSpec12<Crypto>)
  case finished(ExpectClientFinished12<Crypto>)
  case established(Established<Crypto>)

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Server12State<Crypto> where Carrier.Crypto == Crypto {
    switch consume self {
    case .certificate(let state): return try state.receive(message, &carrier)
    case .clientKeyExchange(let state): return try state.receive(message, &carrier)
    case .certificateVerify(let state): return try state.receive(message, &carrier)
    case .finished(let state): return try state.receive(message, &carrier)
    default:
      throw TLSError(.unexpectedMessage, by: .client, in: message.type, "RFC 5246, 7.3")
    }
  }

  /// A change_cipher_spec has come; no part of a message may be waiting.
  consuming func receiveChangeCipherSpec<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> Server12State<Crypto> where Carrier.Crypto == Crypto {
    switch consume self {
    case .cipherSpec(let state): return try state.receiveChangeCipherSpec(&carrier)
    default: throw TLSError(.unexpectedMessage, by: .client, "RFC 5246, 7.1")
    }
  }
}
