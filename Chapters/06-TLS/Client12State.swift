import Primitives
import Wire

/// The client of TLS 1.2, from the ServerHello on (RFC 5246, 7.3). In brackets, what
/// comes only with certificates, and in double ones, what a server may leave out even
/// then:
///
/// 1. ServerHello comes: `begin` looks at what was chosen.
/// 2. [Certificate] comes: ExpectCertificate12.
/// 3. [[CertificateStatus]] comes: ExpectCertificateStatus12.
/// 4. ServerKeyExchange comes: ExpectServerKeyExchange12; with certificates it is
///    signed, and so the server is verified. Without, it may be missing.
/// 5. [[CertificateRequest]] comes: ExpectCertificateRequest12.
/// 6. ServerHelloDone comes: ExpectServerHelloDone12. We answer with [[Certificate]],
///    ClientKeyExchange, [[CertificateVerify]], change_cipher_spec and Finished.
/// 7. change_cipher_spec comes: ExpectServerCipherSpec12.
/// 8. Finished comes: ExpectServerFinished12.
enum Client12State<Crypto: CryptoProvider>: ~Copyable {
  case certificate(ExpectCertificate12<Crypto>)
  case certificateStatus(ExpectCertificateStatus12<Crypto>)
  case serverKeyExchange(ExpectServerKeyExchange12<Crypto>)
  case certificateRequest(ExpectCertificateRequest12<Crypto>)
  case serverHelloDone(ExpectServerHelloDone12<Crypto>)
  case cipherSpec(ExpectServerCipherSpec12<Crypto>)
  case finished(ExpectServerFinished12<Crypto>)
  case established(Established<Crypto>)

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    switch consume self {
    case .certificate(let state): return try state.receive(message, &carrier)
    case .certificateStatus(let state): return try state.receive(message, &carrier)
    case .serverKeyExchange(let state): return try state.receive(message, &carrier)
    case .certificateRequest(let state): return try state.receive(message, &carrier)
    case .serverHelloDone(let state): return try state.receive(message, &carrier)
    case .finished(let state): return try state.receive(message, &carrier)
    default:
      throw TLSError(.unexpectedMessage, by: .server, in: message.type, "RFC 5246, 7.3")
    }
  }

  /// A change_cipher_spec has come; no part of a message may be waiting.
  consuming func receiveChangeCipherSpec<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    switch consume self {
    case .cipherSpec(let state): return try state.receiveChangeCipherSpec(&carrier)
    default: throw TLSError(.unexpectedMessage, by: .server, "RFC 5246, 7.1")
    }
  }
}
