import Primitives
import Wire

extension ServerAnswer {
  /// Sends ServerHello, agrees on a secret, and seals what follows with it.
  ///
  /// `share` is the client's, if there is to be an agreement; `index` that of its key.
  consuming func sendHello<Carrier: HandshakeCarrier & ~Copyable>(
    after early: consuming EarlySecret<Crypto>, with share: [UInt8]?,
    selecting index: Int?, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerFlight<Crypto> where Carrier.Crypto == Crypto {
    var answer = ServerHello(
      random: try HelloRandom(drawnFrom: &carrier), suite: choice.suite)
    answer.sessionID = hello.sessionID
    answer.selectedVersion = .tls13
    answer.selectedIdentity = index.map { UInt16(truncatingIfNeeded: $0) }
    // In the order of RFC 8448's server.
    answer.present = [.preSharedKey, .keyShare, .supportedVersions]

    var shared: Secret?
    if let share {
      guard let group = choice.group else {
        throw TLSError(.nothingInCommon(.group), peer: .client)
      }
      let own = try KeyShare<Crypto>(group, random: &carrier)
      answer.keyShare = KeyShareEntry(group, try own.publicKey())
      shared = try own.sharedSecret(with: share.span, of: .client, in: .clientHello)
    }
    let message = try answer.message()
    try transcript.add(message.span)
    try carrier.send(message.span)
    if context.isMiddleboxCompatible && !hello.sessionID.isEmpty && !isRetried {
      try carrier.sendChangeCipherSpec()
    }

    let secret = try early.handshakeSecret(shared, &carrier)
    let digest = try transcript.digest()
    let client = try secret.clientTraffic(digest, &carrier)
    let server = try secret.serverTraffic(digest, &carrier)
    try carrier.protectSending(try server.protection(choice.suite, &carrier))

    var parameters = NegotiatedParameters(
      version: .tls13, suite: choice.suite,
      applicationProtocol: choice.applicationProtocol, peerCertificate: [])
    parameters.group = share == nil ? nil : choice.group
    return ServerFlight(
      context: context, transcript: transcript, secret: secret, client: client,
      server: server, parameters: parameters,
      tickets: TicketPlan(hello, context, date: carrier.date))
  }
}

extension EarlySecret {
  /// Without an agreement there are zeros in its place.
  consuming func handshakeSecret(
    _ shared: consuming Secret?, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> HandshakeSecret<Crypto> {
    guard let shared else {
      return try handshakeSecret(sharedSecret: Span(), &carrier)
    }
    return try handshakeSecret(sharedSecret: shared.bytes, &carrier)
  }
}

extension HelloRandom {
  init(drawnFrom random: inout some RandomSource & ~Copyable) throws(TLSError) {
    do throws(CryptoError) { try self.init(from: &random) } catch {
      throw TLSError(error)
    }
  }
}
