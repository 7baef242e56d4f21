import Primitives
import Wire

/// 2. Whom the server claims to be.
struct ExpectCertificate12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let mayHaveStatus: Bool

  init(_ handshake: Handshake12<Crypto>, mayHaveStatus: Bool) {
    self.handshake = handshake
    self.mayHaveStatus = mayHaveStatus
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    let shown = try handshake.certificates(in: message)
    if mayHaveStatus {
      return .certificateStatus(ExpectCertificateStatus12(handshake, shown))
    }
    let claim = try handshake.claim(shown, stapled: .none, date: carrier.date)
    return .serverKeyExchange(ExpectServerKeyExchange12(handshake, claim: claim))
  }
}

/// 3. What its authority says of that today. A server that has promised it may still
/// keep silent (RFC 6066, 8); whether we believe it then, our configuration says.
struct ExpectCertificateStatus12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let shown: [[UInt8]]

  init(_ handshake: Handshake12<Crypto>, _ shown: [[UInt8]]) {
    self.handshake = handshake
    self.shown = shown
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    guard message.type == .certificateStatus else {
      let claim = try handshake.claim(shown, stapled: .none, date: carrier.date)
      let next = ExpectServerKeyExchange12(handshake, claim: claim)
      return try next.receive(message, &carrier)
    }
    let status = try message.read(as: CertificateStatus.self, by: .server)
    try handshake.take(message)
    let claim = try handshake.claim(
      shown, stapled: .response(status.response), date: carrier.date)
    return .serverKeyExchange(ExpectServerKeyExchange12(handshake, claim: claim))
  }
}

/// 4. The server's half of the key agreement. With certificates, its signature over
/// that and over both randoms is all that proves who it is.
struct ExpectServerKeyExchange12<Crypto: CryptoProvider>: ~Copyable {
  private let handshake: Handshake12<Crypto>
  private let claim: PeerClaim?

  /// Without a claim it is a key, shared before, that proves who the server is.
  init(_ handshake: Handshake12<Crypto>, claim: PeerClaim?) {
    self.handshake = handshake
    self.claim = claim
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    if handshake.exchange == .psk, message.type == .serverHelloDone {
      let peer = try holderOfKey()
      let next = ExpectServerHelloDone12(handshake, peer, share: nil, request: nil)
      return try next.receive(message, &carrier)
    }
    let keys = try read(message)
    try handshake.take(message)
    guard let claim else {
      let peer = try holderOfKey()
      return .serverHelloDone(
        ExpectServerHelloDone12(handshake, peer, share: keys.share, request: nil))
    }
    let peer = try verify(keys, claim)
    return .certificateRequest(
      ExpectCertificateRequest12(handshake, peer, share: keys.share))
  }

  /// In a group that we did not offer a server could make us weaker than we want to be.
  private func read(
    _ message: borrowing HandshakeMessage
  ) throws(TLSError) -> ServerKeyExchange {
    guard message.type == .serverKeyExchange else {
      throw TLSError(.unexpectedMessage, by: .server, in: message.type, "RFC 5246, 7.3")
    }
    let exchange = handshake.exchange
    let keys = try message.read(by: .server, "RFC 8422, 5.4") {
      body throws(WireError) in try ServerKeyExchange(reading: body, as: exchange)
    }
    if let share = keys.share, !handshake.context.groups.contains(share.group) {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverKeyExchange, "RFC 8422, 5.4")
    }
    return keys
  }

  private func verify(
    _ keys: ServerKeyExchange, _ claim: PeerClaim
  ) throws(TLSError) -> PeerVerified {
    guard let proof = keys.signature, proof.scheme.isForECDSASuites else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverKeyExchange, "RFC 8422, 5.4")
    }
    let content = handshake.signedContent(try keys.parameters())
    return try PeerVerified(
      claim, scheme: proof.scheme, signature: proof.signature.span,
      over: content.span, in: .serverKeyExchange, handshake.context)
  }

  /// Nobody but the holder of our key can make the Finished that is to come.
  private func holderOfKey() throws(TLSError) -> PeerVerified {
    guard let key = handshake.context.preSharedKeys.first else {
      throw TLSError(.configuration(.preSharedKeys))
    }
    return PeerVerified(preSharedKey: key.identity)
  }
}

extension Handshake12 {
  /// The chain or the bare key that a Certificate message shows.
  func certificates(
    in message: borrowing HandshakeMessage
  ) throws(TLSError) -> [[UInt8]] {
    let peer = context.role.peer
    guard message.type == .certificate else {
      throw TLSError(.unexpectedMessage, by: peer, in: message.type, "RFC 5246, 7.3")
    }
    let type = peerType
    let certificate = try message.read(by: peer, "RFC 5246, 7.4.2") {
      body throws(WireError) in try CertificateMessage12(reading: body, as: type)
    }
    try take(message)
    return certificate.certificates
  }
}
