import Primitives
import Wire

extension ExpectServerFinished {
  /// Ends early data, says who we are if that was asked, and proves that we saw the same.
  func finishOurselves<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    if handshake.owesChangeCipherSpec { try carrier.sendChangeCipherSpec() }
    if handshake.sendsEarly {
      try handshake.send(try EndOfEarlyData().message(), &carrier)
      try handshake.protectSending(&carrier)
    }
    if Crypto.canAuthenticate, let asked { try identify(asked, &carrier) }
    let digest = try handshake.transcript.digest()
    let proof = try handshake.client.verifyData(digest, &carrier)
    try handshake.send(try Finished(proof).message(), &carrier)
  }

  /// What we have if the server can read and verify it, and else nothing: whether it goes on
  /// without is the server's affair.
  private func identify<Carrier: HandshakeCarrier & ~Copyable>(
    _ asked: AskedCertificate, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    guard let identity = handshake.context.identity, identity.type == asked.type,
      asked.schemes.contains(identity.scheme)
    else {
      //= rfc8446#4.4.2
      //# If the server requests client authentication but no
      //# suitable certificate is available, the client MUST send a Certificate
      //# message containing no certificates
      try handshake.send(try CertificateMessage().message(), &carrier)
      return
    }
    let entries = identity.entries.map { CertificateEntry($0) }
    try handshake.send(try CertificateMessage(entries: entries).message(), &carrier)
    let content = SignedContent.bytes(by: .client, try handshake.transcript.digest())
    let signature = try identity.sign(content.span, using: Crypto.self)
    let verify = CertificateVerify(scheme: identity.scheme, signature: signature)
    try handshake.send(try verify.message(), &carrier)
  }
}

extension ClientSession.Agreement {
  init(
    _ parameters: NegotiatedParameters, _ peer: borrowing PeerVerified, name: [UInt8]
  ) {
    suite = parameters.suite
    self.name = name
    applicationProtocol = parameters.applicationProtocol
    certificate = peer.certificate
    key = peer.key
    identity = peer.identity
  }
}
