import Primitives
import Wire

/// A client's way through TLS 1.3 (RFC 8446, A.1). What is in brackets happens at times.
///
/// 1. Send ClientHello, with a share of a key, and [the name of a key shared before].
///    [Send early data.]
/// 2. Expect ServerHello: the version, the suite, the server's share.
///    [HelloRetryRequest: send ClientHello again, with what it asked for, and expect again.]
///    [TLS 1.2: go on in `Client12State`.] From here on all is encrypted.
/// 3. Expect EncryptedExtensions. [With a key shared before: go on with 7.]
/// 4. [Expect CertificateRequest.]
/// 5. Expect Certificate: whom our trust takes the server for.
/// 6. Expect CertificateVerify: that it is. This mints `PeerVerified`.
/// 7. Expect Finished: that both saw the same. This mints `FinishedVerified`.
///    [Send EndOfEarlyData.] [Send Certificate and CertificateVerify.] Send Finished.
/// 8. Both proofs in hand: established.
enum ClientState<Crypto: CryptoProvider>: ~Copyable {
  case expectServerHello(ExpectServerHello<Crypto>)
  case expectEncryptedExtensions(ExpectEncryptedExtensions<Crypto>)
  case expectCertificateRequest(ExpectCertificateRequest<Crypto>)
  case expectCertificate(ExpectServerCertificate<Crypto>)
  case expectCertificateVerify(ExpectServerVerify<Crypto>)
  case expectFinished(ExpectServerFinished<Crypto>)
  case tls12(Place<Client12State<Crypto>>)
  case established(Established<Crypto>)
}

extension ClientState {
  /// Sends ClientHello.
  static func begin<Carrier: HandshakeCarrier & ~Copyable>(
    _ context: TLSContext<Crypto>, resuming session: TLSSession?,
    _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState where Carrier.Crypto == Crypto {
    let offer = try ClientOffer.choose(context, resuming: session, &carrier)
    try offer.send(&carrier)
    return .expectServerHello(ExpectServerHello(offer))
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState where Carrier.Crypto == Crypto {
    switch consume self {
    case .expectServerHello(let state): return try state.receive(message, &carrier)
    case .expectEncryptedExtensions(let state):
      return try state.receive(message, &carrier)
    case .expectCertificateRequest(let state) where Crypto.canAuthenticate:
      return try state.receive(message, &carrier)
    case .expectCertificate(let state) where Crypto.canAuthenticate:
      return try state.receive(message, &carrier)
    case .expectCertificateVerify(let state) where Crypto.canAuthenticate:
      return try state.receive(message, &carrier)
    case .expectFinished(let state): return try state.receive(message, &carrier)
    case .tls12(let place) where !Crypto.omissions.contains(.oldVersions):
      guard let state = place.take() else { throw TLSError(.library) }
      return .following(try state.receive(message, &carrier))
    case .established(let state): return .established(state)
    // Nobody gets here with a provider that cannot go on.
    case _:
      throw TLSError(.unexpectedMessage, by: .server, in: message.type, "RFC 8446, A.1")
    }
  }

  /// TLS 1.2 says with a record that its keys change; in 1.3 that says nothing.
  consuming func receiveChangeCipherSpec<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState where Carrier.Crypto == Crypto {
    switch consume self {
    case .tls12(let place) where !Crypto.omissions.contains(.oldVersions):
      guard let state = place.take() else { throw TLSError(.library) }
      return .following(try state.receiveChangeCipherSpec(&carrier))
    case let other: return other
    }
  }

  static func following(_ state: consuming Client12State<Crypto>) -> ClientState {
    switch consume state {
    case .established(let state): .established(state)
    case let other: .tls12(Place(other))
    }
  }
}

extension ClientState {
  /// Bytes that may be sent before the server answers.
  var earlyRoom: Int {
    switch self {
    case .expectServerHello(let state): state.offer.earlyRoom
    default: 0
    }
  }
}
