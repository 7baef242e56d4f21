import Primitives
import Wire

extension Server12State {
  /// 1. A client that does not speak TLS 1.3, or to whom we do not, has said hello.
  static func begin<Carrier: HandshakeCarrier & ~Copyable>(
    _ hello: ClientHello, _ message: borrowing HandshakeMessage,
    _ context: TLSContext<Crypto>, _ carrier: inout Carrier
  ) throws(TLSError) -> Server12State<Crypto> where Carrier.Crypto == Crypto {
    let choice = try Choice12(hello, context)
    carrier.identify(by: hello.random.bytes)
    carrier.agree(on: .tls12)

    let random = try serverRandom(context.versions.upperBound, &carrier)
    let handshake = Handshake12(
      context, choice.suite, choice.exchange, clientRandom: hello.random,
      serverRandom: random, transcript: Transcript<Crypto>())
    try handshake.take(message)
    handshake.applicationProtocol = choice.applicationProtocol
    handshake.recordSizeLimit = hello.recordSizeLimit
    handshake.ownType = choice.ownType
    handshake.peerType = choice.peerType
    let answer = ServerHello(choice, random, to: hello, context)
    try handshake.send(answer.message(), &carrier)
    return try handshake.introduce(choice, hasStatus: answer.statusRequest, &carrier)
  }

  /// One that speaks TLS 1.3 confesses in its random that it could have done better.
  //= rfc8446#4.1.3
  //# If negotiating TLS 1.2, TLS 1.3 servers MUST set the last 8 bytes of
  //# their Random value to the bytes:
  private static func serverRandom<Carrier: HandshakeCarrier & ~Copyable>(
    _ best: TLSVersion, _ carrier: inout Carrier
  ) throws(TLSError) -> HelloRandom {
    do throws(CryptoError) {
      var random = try HelloRandom(from: &carrier)
      if best > .tls12 { random.markDowngrade() }
      return random
    } catch { throw TLSError(error) }
  }
}

extension ServerHello {
  /// An extension is answered only if it was asked.
  fileprivate init<Crypto: CryptoProvider>(
    _ choice: Choice12, _ random: HelloRandom, to hello: ClientHello,
    _ context: TLSContext<Crypto>
  ) {
    self.init(random: random, suite: choice.suite)
    //= rfc7627#5.2
    //# If a server implementing this document receives the
    //# "extended_master_secret" extension, it MUST include the extension in
    //# its ServerHello message.
    extendedMasterSecret = true
    //= rfc5746#3.6
    //# If the secure_renegotiation flag is set to TRUE, the server MUST
    //# include an empty "renegotiation_info" extension in the ServerHello
    //# message.
    renegotiationInfo = []
    hasPointFormats = hello.hasPointFormats && choice.exchange != .psk
    applicationProtocol = choice.applicationProtocol
    if hello.recordSizeLimit != nil {
      recordSizeLimit = UInt16(clamping: context.recordSizeLimit)
    }
    guard choice.exchange == .ecdhe else { return }
    statusRequest =
      hello.wantsStatus && !context.stapledResponse.isEmpty && choice.ownType == .x509
    if hello.serverCertificateTypes != nil { serverCertificateType = choice.ownType }
    if hello.clientCertificateTypes != nil, context.asksForClientCertificate {
      clientCertificateType = choice.peerType
    }
  }
}

extension Handshake12 {
  /// Who we are, our half of the key agreement, and whether we want to know who the
  /// client is.
  fileprivate func introduce<Carrier: HandshakeCarrier & ~Copyable>(
    _ choice: Choice12, hasStatus: Bool, _ carrier: inout Carrier
  ) throws(TLSError) -> Server12State<Crypto> where Carrier.Crypto == Crypto {
    if exchange == .ecdhe {
      try show(context.identity, &carrier)
      if hasStatus {
        try send(CertificateStatus(context.stapledResponse).message(), &carrier)
      }
    }
    guard let group = choice.group, exchange != .psk else {
      try send(ServerHelloDone().message(), &carrier)
      return .clientKeyExchange(ExpectClientKeyExchange12(self, nil, claim: nil))
    }
    self.group = group
    let share = try KeyShare<Crypto>(group, random: &carrier)
    try send(serverKeys(share.publicKey(), in: group), &carrier)
    let asks = exchange == .ecdhe && context.asksForClientCertificate
    if asks { try send(request().message(), &carrier) }
    try send(ServerHelloDone().message(), &carrier)
    return asks
      ? .certificate(ExpectClientCertificate12(self, share))
      : .clientKeyExchange(ExpectClientKeyExchange12(self, share, claim: nil))
  }

  private func serverKeys(
    _ publicKey: [UInt8], in group: NamedGroup
  ) throws(TLSError) -> [UInt8] {
    var keys = ServerKeyExchange()
    keys.share = KeyShareEntry(group, publicKey)
    if exchange == .ecdhe, let identity = context.identity {
      let content = signedContent(try keys.parameters())
      keys.signature = CertificateVerify(
        scheme: identity.scheme,
        signature: try identity.sign(content.span, using: Crypto.self))
    }
    return try keys.message()
  }

  private func request() -> CertificateRequest12 {
    var request = CertificateRequest12()
    request.certificateTypes = [Handshake12.ecdsaSign]
    request.signatureSchemes = askedSchemes
    return request
  }
}
