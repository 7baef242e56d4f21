import Primitives
import Wire

extension ExpectServerHello {
  /// The server has chosen: which key of those that were shared before, if any, and which
  /// share. From these two come all the keys, and what follows is sealed.
  consuming func accept<Carrier: HandshakeCarrier & ~Copyable>(
    _ hello: ServerHello, _ message: borrowing HandshakeMessage,
    _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState<Crypto> where Carrier.Crypto == Crypto {
    if retry == nil { try offer.transcript.choose(hello.suite.hash) }
    try offer.transcript.add(message.bytes)
    let key = try offer.chosenKey(hello, &carrier)
    let shared = try offer.agree(hello)
    let secret = try key.early.handshakeSecret(sharedSecret: shared.bytes, &carrier)
    let digest = try offer.transcript.digest()
    let client = try secret.clientTraffic(digest, &carrier)
    let server = try secret.serverTraffic(digest, &carrier)
    try carrier.protectReceiving(try server.protection(hello.suite, &carrier))

    let sendsEarly = offer.sendsEarly
    if !sendsEarly {
      try carrier.protectSending(try client.protection(hello.suite, &carrier))
    }
    var parameters = NegotiatedParameters(
      version: .tls13, suite: hello.suite, applicationProtocol: [], peerCertificate: [])
    parameters.group = hello.keyShare?.group
    let owes = offer.context.isMiddleboxCompatible && retry == nil && !sendsEarly
    return .expectEncryptedExtensions(
      ExpectEncryptedExtensions(
        ClientHandshake(
          offer, parameters, secret: secret, client: client, server: server,
          sendsEarly: sendsEarly, owesChangeCipherSpec: owes),
        peer: key.peer, session: key.session))
  }
}

/// What the server has chosen of the keys that we had before, or that it chose none.
struct ChosenKey<Crypto: CryptoProvider>: ~Copyable {
  let early: EarlySecret<Crypto>
  /// Nobody else has the key, so whoever can go on with it is the peer.
  let peer: PeerVerified?
  /// With which the early data was sealed, if it was the first of our keys.
  let session: ClientSession.Agreement?
}

extension ClientOffer {
  /// Takes the key that the server names out of the offer.
  fileprivate func chosenKey(
    _ hello: ServerHello, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> ChosenKey<Crypto> {
    guard let place = hello.selectedIdentity else {
      // Whoever has only such keys can believe nobody without.
      guard context.preSharedKeys.isEmpty else {
        throw TLSError(.nothingInCommon(.suite), peer: .server)
      }
      let nothing = try EarlySecret<Crypto>(
        hello.suite.hash, preSharedKey: Span(), &carrier)
      return ChosenKey(early: nothing, peer: nil, session: nil)
    }
    let isTicket = ticket != nil && place == 0
    if isTicket, let ticket = ticket.take() {
      let session = ticket.session
      return try ChosenKey(
        ticket.key, for: hello.suite,
        PeerVerified(
          resuming: session.certificate, key: session.key, identity: session.identity),
        session)
    }
    //= rfc8446#4.2.11
    //# Clients MUST verify that the server's selected_identity is within the
    //# range supplied by the client, that the server selected a cipher suite
    //# indicating a Hash associated with the PSK, and that a server
    //# "key_share" extension is present if required by the ClientHello
    //# "psk_key_exchange_modes" extension.
    guard place == (ticket == nil ? 0 : 1), let key = shared.take() else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverHello, "RFC 8446, 4.2.11")
    }
    let identity = key.identity
    return try ChosenKey(
      key, for: hello.suite, PeerVerified(preSharedKey: identity), nil)
  }

  /// What the two shares make; nothing if the chosen key is to be used alone.
  fileprivate func agree(_ hello: ServerHello) throws(TLSError) -> Secret {
    guard let entry = hello.keyShare else {
      guard hello.selectedIdentity != nil else {
        throw TLSError(
          .missingExtension, by: .server, in: .serverHello, "RFC 8446, 9.2")
      }
      guard hello.selectedIdentity != nil,
        self.hello.preSharedKeyModes?.contains(.alone) == true
      else {
        throw TLSError(
          .illegalParameter, by: .server, in: .serverHello, "RFC 8446, 4.2.11")
      }
      return Secret(copying: Span())
    }
    //= rfc8446#4.2.8
    //# If using (EC)DHE key establishment, servers offer exactly one
    //# KeyShareEntry in the ServerHello.  This value MUST be in the same
    //# group as the KeyShareEntry value offered by the client that the
    //# server has selected for the negotiated key exchange.
    guard let share = share.take(), share.group == entry.group else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverHello, "RFC 8446, 4.2.8")
    }
    return try share.sharedSecret(
      with: entry.keyExchange.span, of: .server, in: .serverHello)
  }
}

extension ChosenKey {
  fileprivate init(
    _ key: consuming OfferedKey<Crypto>, for suite: CipherSuite,
    _ peer: consuming PeerVerified, _ session: ClientSession.Agreement?
  ) throws(TLSError) {
    guard key.early.hash == suite.hash else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverHello, "RFC 8446, 4.2.11")
    }
    self.init(early: key.early, peer: peer, session: session)
  }
}
