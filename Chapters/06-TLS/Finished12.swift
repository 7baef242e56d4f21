import Primitives
import Wire

/// In TLS 1.2 the two prove to each other what they have seen in turns: the client
/// first, and the server with the client's Finished in its transcript (RFC 5246,
/// 7.4.9).
extension Handshake12 {
  /// change_cipher_spec, and the first message under the new keys.
  func finish<Carrier: HandshakeCarrier & ~Copyable>(
    _ master: borrowing Secret, _ sending: consuming RecordProtection<Crypto>,
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    try carrier.sendChangeCipherSpec()
    try carrier.protectSending(sending)
    if let recordSizeLimit { carrier.limitRecords(to: Int(recordSizeLimit)) }
    let proof = try Keys12<Crypto>.verifyData(
      of: context.role, master: master.bytes, over: digest(), suite.hash, &carrier)
    try send(Finished(proof).message(), &carrier)
  }

  //= rfc5246#7.4.9
  //# Recipients of Finished
  //# messages MUST verify that the contents are correct.
  func verify<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ master: borrowing Secret,
    _ carrier: inout Carrier
  ) throws(TLSError) -> FinishedVerified where Carrier.Crypto == Crypto {
    let peer = context.role.peer
    guard message.type == .finished else {
      throw TLSError(.unexpectedMessage, by: peer, in: message.type, "RFC 5246, 7.4.9")
    }
    let expected = try Keys12<Crypto>.verifyData(
      of: peer, master: master.bytes, over: digest(), suite.hash, &carrier)
    let verified = try FinishedVerified(message.body, expected: expected, by: peer)
    try take(message)
    return verified
  }
}
