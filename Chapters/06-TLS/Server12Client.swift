import Primitives
import Wire

/// 2. Whom the client claims to be.
struct ExpectClientCertificate12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let share: KeyShare<Crypto>

  init(
    _ handshake: Handshake12<Crypto>, _ share: consuming KeyShare<Crypto>
  ) {
    self.handshake = handshake
    self.share = share
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Server12State<Crypto> where Carrier.Crypto == Crypto {
    let shown = try handshake.certificates(in: message)
    let claim = try handshake.claim(shown, stapled: .none, date: carrier.date)
    return .clientKeyExchange(
      ExpectClientKeyExchange12(handshake, share, claim: claim))
  }
}

/// 3. The client's half of the key agreement.
struct ExpectClientKeyExchange12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let share: KeyShare<Crypto>?
  private let claim: PeerClaim?

  init(
    _ handshake: Handshake12<Crypto>, _ share: consuming KeyShare<Crypto>?,
    claim: PeerClaim?
  ) {
    self.handshake = handshake
    self.share = share
    self.claim = claim
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Server12State<Crypto> where Carrier.Crypto == Crypto {
    guard message.type == .clientKeyExchange else {
      throw TLSError(.unexpectedMessage, by: .client, in: message.type, "RFC 5246, 7.3")
    }
    let exchange = handshake.exchange
    let keys = try message.read(by: .client, "RFC 8422, 5.7") {
      body throws(WireError) in try ClientKeyExchange(reading: body, as: exchange)
    }
    try handshake.take(message)
    var agreed = Secret(copying: [UInt8]().span)
    if let share {
      agreed = try share.sharedSecret(
        with: keys.publicKey.span, of: .client, in: .clientKeyExchange)
    }
    if exchange != .ecdhe {
      let key = try handshake.context.preSharedKey(named: keys.identity)
      agreed = premasterSecret(agreed: agreed.bytes, with: key.key)
    }
    let secrets = try Secrets12(agreed, handshake, &carrier)
    if let claim {
      return .certificateVerify(ExpectCertificateVerify12(handshake, secrets, claim))
    }
    let peer =
      exchange == .ecdhe
      ? PeerVerified(anonymousClient: ()) : PeerVerified(preSharedKey: keys.identity)
    return .cipherSpec(ExpectClientCipherSpec12(handshake, secrets, peer))
  }
}

extension TLSContext {
  func preSharedKey(named identity: [UInt8]) throws(TLSError) -> PreSharedKey {
    for key in preSharedKeys where key.identity == identity { return key }
    throw TLSError(.unknownIdentity, peer: .client)
  }
}

/// 4. The client proves that it is the one.
struct ExpectCertificateVerify12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let secrets: Secrets12<Crypto>
  private let claim: PeerClaim

  init(
    _ handshake: Handshake12<Crypto>, _ secrets: consuming Secrets12<Crypto>,
    _ claim: PeerClaim
  ) {
    self.handshake = handshake
    self.secrets = secrets
    self.claim = claim
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Server12State<Crypto> where Carrier.Crypto == Crypto {
    let proof = try message.read(as: CertificateVerify.self, by: .client)
    let peer = try verify(proof)
    try handshake.take(message)
    return .cipherSpec(ExpectClientCipherSpec12(handshake, secrets, peer))
  }

  //= rfc5246#7.4.8
  //# The hash and signature algorithms used in the signature MUST be
  //# one of those present in the supported_signature_algorithms field
  //# of the CertificateRequest message.
  private func verify(_ proof: CertificateVerify) throws(TLSError) -> PeerVerified {
    guard handshake.askedSchemes.contains(proof.scheme) else {
      throw TLSError(
        .illegalParameter, by: .client, in: .certificateVerify, "RFC 5246, 7.4.8")
    }
    guard proof.scheme == .ecdsaSHA384 else {
      let messages = handshake.transcript.messages
      return try PeerVerified(
        claim, scheme: proof.scheme, signature: proof.signature.span,
        over: messages.span, in: .certificateVerify, handshake.context)
    }
    return try PeerVerified(
      claim, signature: proof.signature.span, ofDigest: handshake.digest(.sha384),
      by: Crypto.self)
  }
}
