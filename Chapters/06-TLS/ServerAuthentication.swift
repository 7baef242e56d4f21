import Primitives
import Wire

extension ServerAnswer {
  /// Nothing was shared before: we show who we are, and may ask who the client is.
  consuming func sendWithCertificate<Carrier: HandshakeCarrier & ~Copyable>(
    to message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    guard let identity = context.identity else { throw hello.withoutSharedKey }
    guard let share = choice.share else {
      throw TLSError(.nothingInCommon(.group), peer: .client)
    }
    let types = try hello.certificateTypes(for: context, identity)
    //= rfc8446#4.4.3
    //# If the CertificateVerify message is sent by a server, the signature
    //# algorithm MUST be one offered in the client's "signature_algorithms"
    //# extension unless no valid certificate chain can be produced without
    //# unsupported algorithms (see Section 4.2.3).
    guard hello.signatureSchemes.contains(identity.scheme) else {
      throw TLSError(.nothingInCommon(.signatureAlgorithm), peer: .client)
    }

    try transcript.choose(choice.suite.hash)
    try transcript.add(message.bytes)
    let early = try EarlySecret<Crypto>(
      choice.suite.hash, preSharedKey: Span(), &carrier)
    let (context, hello) = (context, hello)
    var flight = try sendHello(after: early, with: share, selecting: nil, &carrier)

    var extensions = flight.extensions(answering: hello)
    extensions.serverCertificateType = hello.serverCertificateTypes.map { _ in
      identity.type
    }
    if context.asksForClientCertificate, hello.clientCertificateTypes != nil {
      extensions.clientCertificateType = types.client
    }
    try flight.send(extensions, answering: hello, &carrier)
    if context.asksForClientCertificate { try flight.send(context.request, &carrier) }
    try flight.send(identity, for: hello, &carrier)

    let handshake = try flight.finish(&carrier)
    try handshake.listen(&carrier)
    if hello.earlyData { carrier.skipEarlyData(upTo: context.skippedEarlyData) }
    guard let type = types.client else {
      return .expectFinished(
        ExpectClientFinished(
          handshake: handshake, peer: PeerVerified(anonymousClient: ())))
    }
    return .expectCertificate(
      ExpectClientCertificate(handshake: handshake, type: type))
  }
}

extension ServerFlight {
  /// Certificate and CertificateVerify.
  mutating func send<Carrier: HandshakeCarrier & ~Copyable>(
    _ identity: OwnIdentity, for hello: ClientHello, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    var entries = identity.entries.map { CertificateEntry($0) }
    if hello.wantsStatus && identity.type == .x509 && !entries.isEmpty {
      entries[0].status = context.stapledResponse
    }
    try send(CertificateMessage(entries: entries), &carrier)

    let content = SignedContent.bytes(by: .server, try transcript.digest())
    let signature = try identity.sign(content.span, using: Crypto.self)
    try send(CertificateVerify(scheme: identity.scheme, signature: signature), &carrier)
  }
}

extension TLSContext {
  /// In which schemes a client may sign.
  var request: CertificateRequest {
    var request = CertificateRequest()
    request.signatureSchemes =
      reenactment.announcedSchemes.isEmpty ? schemes : reenactment.announcedSchemes
    return request
  }
}

extension ClientHello {
  /// Why a server that has nothing but shared keys goes no further.
  var withoutSharedKey: TLSError {
    guard preSharedKeys == nil else {
      return TLSError(.unknownIdentity, peer: .client)
    }
    return TLSError(.missingExtension, by: .client, in: .clientHello, "RFC 8446, 9.2")
  }
}
