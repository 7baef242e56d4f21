import Primitives
import Wire

/// 5. Whether the server wants to know who we are.
struct ExpectCertificateRequest12<Crypto: CryptoProvider>: ~Copyable {
  private var handshake: Handshake12<Crypto>
  private let share: KeyShareEntry?
  private let peer: PeerVerified

  init(
    _ handshake: consuming Handshake12<Crypto>, share: KeyShareEntry?,
    _ peer: consuming PeerVerified
  ) {
    self.handshake = handshake
    self.share = share
    self.peer = peer
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    guard message.type == .certificateRequest else {
      let next = ExpectServerHelloDone12(handshake, share: share, peer, request: nil)
      return try next.receive(message, &carrier)
    }
    let request = try message.read(as: CertificateRequest12.self, by: .server)
    try handshake.take(message)
    return .serverHelloDone(
      ExpectServerHelloDone12(handshake, share: share, peer, request: request))
  }
}

/// 6. It is our turn.
struct ExpectServerHelloDone12<Crypto: CryptoProvider>: ~Copyable {
  private var handshake: Handshake12<Crypto>
  private let share: KeyShareEntry?
  private let peer: PeerVerified
  private let request: CertificateRequest12?

  init(
    _ handshake: consuming Handshake12<Crypto>, share: KeyShareEntry?,
    _ peer: consuming PeerVerified, request: CertificateRequest12?
  ) {
    self.handshake = handshake
    self.share = share
    self.peer = peer
    self.request = request
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    _ = try message.read(as: ServerHelloDone.self, by: .server)
    try handshake.take(message)
    let identity = identityToShow()
    if request != nil {
      try handshake.send(CertificateMessage12(identity?.entries ?? []), &carrier)
    }
    let secrets = try exchangeKeys(&carrier)
    if let identity { try prove(identity, &carrier) }
    let next = try ExpectServerCipherSpec12(handshake, secrets, peer, &carrier)
    return .cipherSpec(next)
  }

  /// `nil` if nobody asked, or if the server could make nothing of what we have.
  private func identityToShow() -> OwnIdentity? {
    guard let request, let identity = handshake.context.identity,
      identity.type == .x509, identity.scheme.isForECDSASuites,
      request.certificateTypes.contains(CertificateRequest12.ecdsaSign),
      request.signatureSchemes.contains(identity.scheme)
    else { return nil }
    return identity
  }

  /// ClientKeyExchange; and with it in the transcript, the keys.
  private mutating func exchangeKeys<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> Secrets12<Crypto> where Carrier.Crypto == Crypto {
    var keys = ClientKeyExchange()
    let key = handshake.context.preSharedKeys.first
    if let key, handshake.exchange != .ecdhe { keys.identity = key.identity }
    guard let share else {
      let premaster = try premasterSecret(agreed: nil, with: key)
      try handshake.send(keys, as: handshake.exchange, &carrier)
      return try Secrets12(premaster, handshake, &carrier)
    }
    let ours = try KeyShare<Crypto>(share.group, random: &carrier)
    keys.publicKey = try ours.publicKey()
    handshake.group = share.group
    let agreed = try ours.sharedSecret(
      with: share.keyExchange.span, of: .server, in: .serverKeyExchange)
    try handshake.send(keys, as: handshake.exchange, &carrier)
    guard handshake.exchange == .ecdhePSK else {
      return try Secrets12(agreed, handshake, &carrier)
    }
    let premaster = try premasterSecret(agreed: agreed.bytes, with: key)
    return try Secrets12(premaster, handshake, &carrier)
  }

  /// CertificateVerify signs every message so far (RFC 5246, 7.4.8).
  private mutating func prove<Carrier: HandshakeCarrier & ~Copyable>(
    _ identity: OwnIdentity, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    let signature = try identity.sign(
      handshake.transcript.messages, using: Crypto.self)
    try handshake.send(
      CertificateVerify(scheme: identity.scheme, signature: signature), &carrier)
  }
}
