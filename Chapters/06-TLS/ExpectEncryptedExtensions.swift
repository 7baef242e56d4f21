import Primitives
import Wire

/// 3. The keys are there; what the server says to our other offers comes sealed.
struct ExpectEncryptedExtensions<Crypto: CryptoProvider>: ~Copyable {
  let handshake: ClientHandshake<Crypto>
  /// Known already by a key that was shared before.
  let peer: PeerVerified?
  /// Of the ticket that the server took.
  let session: ClientSession.Agreement?

  init(
    _ handshake: ClientHandshake<Crypto>, peer: consuming PeerVerified?,
    session: ClientSession.Agreement?
  ) {
    self.handshake = handshake
    self.peer = peer
    self.session = session
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState<Crypto> where Carrier.Crypto == Crypto {
    let extensions = try message.read(as: EncryptedExtensions.self, by: .server)
    try extensions.present.check(
      in: .encryptedExtensions, offered: handshake.offered, by: .server)
    try handshake.take(message)
    try choose(extensions.applicationProtocol)
    if let limit = extensions.recordSizeLimit { carrier.limitRecords(to: Int(limit)) }
    try decide(on: extensions.earlyData, &carrier)

    let types = AgreedTypes(
      own: extensions.clientCertificateType ?? .x509,
      peers: extensions.serverCertificateType ?? .x509)
    guard let peer else {
      return .expectCertificateRequest(ExpectCertificateRequest(handshake, types))
    }
    //= rfc8446#4.3.2
    //# Servers which are authenticating with a PSK MUST NOT send the
    //# CertificateRequest message in the main handshake
    return .expectFinished(ExpectServerFinished(handshake, peer: peer, asked: nil))
  }

  private func choose(_ name: [UInt8]) throws(TLSError) {
    guard name.isEmpty || handshake.context.applicationProtocols.contains(name) else {
      throw TLSError(
        .illegalParameter, by: .server, in: .encryptedExtensions, "RFC 7301, 3.1")
    }
    handshake.parameters.applicationProtocol = name
  }

  /// Whether the server takes what we sent early. If it does, we send on, and end it behind
  /// the server's Finished; if it does not, all that we sent is lost.
  private func decide<Carrier: HandshakeCarrier & ~Copyable>(
    on isAccepted: Bool, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    guard isAccepted else {
      if handshake.sendsEarly { try handshake.protectSending(&carrier) }
      return
    }
    //= rfc8446#4.2.10
    //# If the server supplies an "early_data" extension, the client MUST
    //# verify that the server's selected_identity is 0.  If any other value
    //# is returned, the client MUST abort the handshake with an
    //# "illegal_parameter" alert.
    guard let session, session.suite == handshake.parameters.suite,
      session.applicationProtocol == handshake.parameters.applicationProtocol
    else {
      throw TLSError(
        .illegalParameter, by: .server, in: .encryptedExtensions, "RFC 8446, 4.2.10")
    }
    handshake.parameters.isEarlyDataAccepted = true
  }
}

/// How each side shows its key, as was agreed on (RFC 7250, 4).
struct AgreedTypes: Sendable {
  let own, peers: CertificateType
}
