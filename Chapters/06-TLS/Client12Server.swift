import Primitives
import Wire

/// 2. Whom the server claims to be.
struct ExpectCertificate12<Crypto: CryptoProvider>: ~Copyable {
  private var handshake: Handshake12<Crypto>
  private let mayHaveStatus: Bool

  init(_ handshake: consuming Handshake12<Crypto>, mayHaveStatus: Bool) {
    self.handshake = handshake
    self.mayHaveStatus = mayHaveStatus
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    let certificate = try message.read(as: CertificateMessage12.self, by: .server)
    try handshake.take(message)
    if mayHaveStatus {
      return .certificateStatus(
        ExpectCertificateStatus12(handshake, chain: certificate.certificates))
    }
    let claim = try PeerClaim(
      chain: certificate.certificates, handshake.context, date: carrier.date)
    return .serverKeyExchange(ExpectServerKeyExchange12(handshake, claim: claim))
  }
}

/// 3. What its authority says of that today. The server has promised it, and may still
/// keep silent (RFC 6066, 8); whether we believe it then, our configuration says.
struct ExpectCertificateStatus12<Crypto: CryptoProvider>: ~Copyable {
  private var handshake: Handshake12<Crypto>
  private let chain: [[UInt8]]

  init(_ handshake: consuming Handshake12<Crypto>, chain: [[UInt8]]) {
    self.handshake = handshake
    self.chain = chain
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    guard message.type == .certificateStatus else {
      let claim = try PeerClaim(chain: chain, handshake.context, date: carrier.date)
      let next = ExpectServerKeyExchange12(handshake, claim: claim)
      return try next.receive(message, &carrier)
    }
    let status = try message.read(as: CertificateStatus.self, by: .server)
    try handshake.take(message)
    let claim = try PeerClaim(
      chain: chain, stapled: status.response, handshake.context, date: carrier.date)
    return .serverKeyExchange(ExpectServerKeyExchange12(handshake, claim: claim))
  }
}

/// 4. The server's half of the key agreement. With certificates, its signature over that
/// and over both randoms is all that proves who it is.
struct ExpectServerKeyExchange12<Crypto: CryptoProvider>: ~Copyable {
  private var handshake: Handshake12<Crypto>
  private let claim: PeerClaim?

  init(_ handshake: consuming Handshake12<Crypto>, claim: PeerClaim?) {
    self.handshake = handshake
    self.claim = claim
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    let exchange = handshake.exchange
    if exchange == .psk, message.type == .serverHelloDone {
      let next = ExpectServerHelloDone12(
        handshake, share: nil, try Self.holderOfKey(handshake.context), request: nil)
      return try next.receive(message, &carrier)
    }
    guard message.type == .serverKeyExchange else {
      throw TLSError(.unexpectedMessage, by: .server, in: message.type, "RFC 5246, 7.3")
    }
    let keys = try message.read(by: .server, "RFC 8422, 5.4") {
      body throws(WireError) in
      try ServerKeyExchange(reading: body, as: exchange)
    }
    try handshake.take(message)
    if let share = keys.share { try checkGroup(of: share) }
    guard let claim else {
      let peer = try Self.holderOfKey(handshake.context)
      return .serverHelloDone(
        ExpectServerHelloDone12(handshake, share: keys.share, peer, request: nil))
    }
    let peer = try verify(keys, claim)
    return .certificateRequest(
      ExpectCertificateRequest12(handshake, share: keys.share, peer))
  }

  /// In a group that we did not offer, a server could be wrong in ways that we have not
  /// thought of: FREAK and Logjam were such.
  private func checkGroup(of share: KeyShareEntry) throws(TLSError) {
    guard handshake.context.groups.contains(share.group) else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverKeyExchange, "RFC 8422, 5.4")
    }
  }

  private func verify(
    _ keys: ServerKeyExchange, _ claim: PeerClaim
  ) throws(TLSError) -> PeerVerified {
    guard let share = keys.share, let proof = keys.signature,
      proof.scheme.isForECDSASuites
    else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverKeyExchange, "RFC 8422, 5.4")
    }
    let content = try handshake.signedContent(share)
    return try PeerVerified(
      claim, scheme: proof.scheme, signature: proof.signature.span,
      over: content.span, in: .serverKeyExchange, handshake.context)
  }

  /// Nobody else can make the Finished that is to come.
  private static func holderOfKey(
    _ context: TLSContext<Crypto>
  ) throws(TLSError) -> PeerVerified {
    guard let key = context.preSharedKeys.first else {
      throw TLSError(.configuration(.preSharedKeys))
    }
    return PeerVerified(preSharedKey: key.identity)
  }
}
