import Primitives
import Wire

/// 5. Whether the server wants to know who we are.
struct ExpectCertificateRequest12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let peer: PeerVerified
  private let share: KeyShareEntry?

  init(
    _ handshake: Handshake12<Crypto>, _ peer: consuming PeerVerified,
    share: KeyShareEntry?
  ) {
    self.handshake = handshake
    self.peer = peer
    self.share = share
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    guard message.type == .certificateRequest else {
      let next = ExpectServerHelloDone12(handshake, peer, share: share, request: nil)
      return try next.receive(message, &carrier)
    }
    let request = try message.read(as: CertificateRequest12.self, by: .server)
    try handshake.take(message)
    return .serverHelloDone(
      ExpectServerHelloDone12(handshake, peer, share: share, request: request))
  }
}

/// 6. It is our turn.
struct ExpectServerHelloDone12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let peer: PeerVerified
  private let share: KeyShareEntry?
  private let request: CertificateRequest12?

  init(
    _ handshake: Handshake12<Crypto>, _ peer: consuming PeerVerified,
    share: KeyShareEntry?, request: CertificateRequest12?
  ) {
    self.handshake = handshake
    self.peer = peer
    self.share = share
    self.request = request
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    _ = try message.read(as: ServerHelloDone.self, by: .server)
    try handshake.take(message)

    let identity = request.flatMap { handshake.identity(for: $0) }
    if request != nil {
      try handshake.show(identity, &carrier)
    }
    let premaster = try handshake.exchangeKeys(with: share, &carrier)
    let secrets = try Secrets12(premaster, handshake, &carrier)
    if let identity { try handshake.prove(identity, &carrier) }
    try handshake.finish(secrets.master, secrets.sending, &carrier)
    return .cipherSpec(
      ExpectServerCipherSpec12(handshake, peer, secrets.master, secrets.receiving))
  }
}

extension Handshake12 {
  /// `nil` if the server could do nothing with what we have; it is told so with an
  /// empty Certificate.
  func identity(for request: CertificateRequest12) -> OwnIdentity? {
    guard let identity = context.identity, identity.type == ownType,
      identity.scheme.isForECDSASuites,
      request.certificateTypes.contains(Handshake12.ecdsaSign),
      request.signatureSchemes.contains(identity.scheme)
    else { return nil }
    return identity
  }

  /// Sends the ClientKeyExchange, and says what the master secret is made of.
  func exchangeKeys<Carrier: HandshakeCarrier & ~Copyable>(
    with share: KeyShareEntry?, _ carrier: inout Carrier
  ) throws(TLSError) -> Secret where Carrier.Crypto == Crypto {
    var keys = ClientKeyExchange()
    var agreed = Secret(copying: keys.publicKey.span)
    if let share {
      let ours = try KeyShare<Crypto>(share.group, random: &carrier)
      keys.publicKey = try ours.publicKey()
      agreed = try ours.sharedSecret(
        with: share.keyExchange.span, of: .server, in: .serverKeyExchange)
      group = share.group
    }
    if exchange != .ecdhe, let key = context.preSharedKeys.first {
      keys.identity = key.identity
      agreed = premasterSecret(agreed: agreed.bytes, with: key.key)
    }
    try send(keys.message(), &carrier)
    return agreed
  }

  //= rfc5246#7.4.8
  //# The hash and signature algorithms used in the signature MUST be
  //# one of those present in the supported_signature_algorithms field
  //# of the CertificateRequest message.
  func prove<Carrier: HandshakeCarrier & ~Copyable>(
    _ identity: OwnIdentity, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    let messages = transcript.messages
    let signature = try identity.sign(messages.span, using: Crypto.self)
    let proof = CertificateVerify(scheme: identity.scheme, signature: signature)
    try send(proof.message(), &carrier)
  }
}
