import Primitives
import Wire

extension Established {
  /// Seals what we send from now on with the next key, and perhaps asks the peer to do the
  /// same.
  func updateSendingKey<Carrier: HandshakeCarrier & ~Copyable>(
    requestingPeers: Bool, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    guard keys != nil else { throw TLSError(.notConnected) }
    let message = try KeyUpdate(updateRequested: requestingPeers).message()
    try carrier.send(message.span)
    try keys?.sending.update(&carrier)
    if let next = try keys?.sending.protection(suite, &carrier) {
      try carrier.protectSending(next)
    }
  }

  /// A handshake message after the handshake. Returns a session if that is what came.
  func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> TLSSession? where Carrier.Crypto == Crypto {
    switch (message.type, version, context.role) {
    case (.keyUpdate, .tls13, _):
      try receiveKeyUpdate(message, &carrier)
      return nil
    case (.newSessionTicket, .tls13, .client):
      if Crypto.omissions.contains(.resumption) { return nil }
      return try sessions?.session(from: message, &carrier)
    // Nobody begins again in the middle (RFC 5746, 1).
    case (.helloRequest, .tls12, .client), (.clientHello, .tls12, .server):
      throw TLSError(
        .unexpectedMessage, by: context.role.peer, in: message.type, "RFC 5746, 1")
    //= rfc8446#4.6.2
    //# A client that receives a CertificateRequest message without having
    //# sent the "post_handshake_auth" extension MUST send an
    //# "unexpected_message" fatal alert.
    default:
      throw TLSError(
        .unexpectedMessage, by: context.role.peer, in: message.type, "RFC 8446, 4.6")
    }
  }

  private func receiveKeyUpdate<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    let update = try message.read(as: KeyUpdate.self, by: context.role.peer)
    try keys?.receiving.update(&carrier)
    if let next = try keys?.receiving.protection(suite, &carrier) {
      try carrier.protectReceiving(next)
    }
    //= rfc8446#4.6.3
    //# If the request_update field is set to "update_requested", then the
    //# receiver MUST send a KeyUpdate of its own with request_update set to
    //# "update_not_requested" prior to sending its next Application Data
    //# record.
    if update.updateRequested {
      try updateSendingKey(requestingPeers: false, &carrier)
    }
  }
}
