import Primitives
import Wire

// How a server of TLS 1.3 goes through its handshake (RFC 8446, A.2):
//
//  1. ExpectClientHello reads what the client can do. If there is nothing newer in
//     common than TLS 1.2, the machine for 1.2 goes on from here.
//  2. Of versions, suites, groups and names one each is chosen (ServerChoice). If the
//     client must send a share in another group, or show that it hears us, it is asked
//     to begin again, and ExpectSecondClientHello goes on from 2.
//  3. Among the keys that the client offers we look for one that we share with it, from
//     outside or by a ticket (FoundKey), and its binder is checked.
//  4. ServerHello goes out, and from here on everything is sealed: EncryptedExtensions;
//     without a shared key, CertificateRequest if clients must show who they are,
//     Certificate and CertificateVerify; and Finished (ServerAnswer).
//  5. If early data was accepted, it comes now, until ExpectEndOfEarlyData has its
//     message.
//  6. If a certificate was asked for, ExpectClientCertificate takes and judges it, and
//     ExpectClientCertificateVerify sees that the client has its key. Both together make
//     PeerVerified, and without one there is no way on.
//  7. ExpectClientFinished checks that both have seen the same handshake, gives out a
//     ticket to come back with, and the connection stands: Established.
//
// Whatever else comes is answered with unexpected_message.

/// Where a server's handshake stands.
enum ServerState<Crypto: CryptoProvider>: ~Copyable {
  case expectClientHello(ExpectClientHello<Crypto>)
  case expectSecondClientHello(ExpectSecondClientHello<Crypto>)
  case expectEndOfEarlyData(ExpectEndOfEarlyData<Crypto>)
  case expectCertificate(ExpectClientCertificate<Crypto>)
  case expectCertificateVerify(ExpectClientCertificateVerify<Crypto>)
  case expectFinished(ExpectClientFinished<Crypto>)
  case tls12(Server12State<Crypto>)
  case established(Established<Crypto>)

  static func begin(_ context: TLSContext<Crypto>) -> ServerState<Crypto> {
    .expectClientHello(ExpectClientHello(context: context))
  }

  /// Takes the next message of the handshake, and answers where it stands then. If it
  /// throws, it stands nowhere any more.
  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    switch consume self {
    case .expectClientHello(let state): return try state.receive(message, &carrier)
    case .expectSecondClientHello(let state):
      return try state.receive(message, &carrier)
    case .expectEndOfEarlyData(let state): return try state.receive(message, &carrier)
    case .expectCertificate(let state): return try state.receive(message, &carrier)
    case .expectCertificateVerify(let state):
      return try state.receive(message, &carrier)
    case .expectFinished(let state): return try state.receive(message, &carrier)
    case .tls12(let state): return try ServerState(state.receive(message, &carrier))
    case .established: throw .unexpected(message)
    }
  }

  /// A handshake of 1.2 that stands is like any other.
  init(_ state: consuming Server12State<Crypto>) {
    switch consume state {
    case .established(let established): self = .established(established)
    case let other: self = .tls12(other)
    }
  }
}

extension ServerState {
  /// TLS 1.2 says with a record that its keys change; in 1.3 that says nothing.
  consuming func receiveChangeCipherSpec<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    switch consume self {
    case .tls12(let state):
      return ServerState(try state.receiveChangeCipherSpec(&carrier))
    case let other: return other
    }
  }
}

extension TLSError {
  /// A client's message that has no place here.
  static func unexpected(_ message: borrowing HandshakeMessage) -> TLSError {
    TLSError(.unexpectedMessage, by: .client, in: message.type, "RFC 8446, 4")
  }
}
