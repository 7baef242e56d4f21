import Primitives
import Wire

extension ExpectClientHello {
  /// Asks for a key share in another group, or for the proof that the client hears us;
  /// the client must then begin again (RFC 8446, 4.1.4).
  consuming func askAgain<Carrier: HandshakeCarrier & ~Copyable>(
    _ hello: ClientHello, _ message: borrowing HandshakeMessage, _ choice: ServerChoice,
    for group: NamedGroup?, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    guard group != nil || context.asksForCookie else {
      throw TLSError(.nothingInCommon(.group), peer: .client)
    }
    var first = Transcript<Crypto>()
    try first.add(message.bytes)
    try first.choose(choice.suite.hash)
    let memory = Cookie(
      suite: choice.suite, group: group, created: carrier.date,
      firstHello: try first.digest(),
      unchanging: try message.unchangingDigest(using: Crypto.self))

    var cookie: [UInt8] = []
    if context.asksForCookie {
      guard let sealer = context.ticketSealer else {
        throw TLSError(.configuration(.cookie))
      }
      cookie = try memory.sealed(by: sealer, carrier.date)
    }
    let retry = try memory.retry(echoing: hello.sessionID, cookie: cookie).message()
    try carrier.send(retry.span)
    if context.isMiddleboxCompatible && !hello.sessionID.isEmpty {
      try carrier.sendChangeCipherSpec()
    }
    if hello.earlyData { carrier.skipEarlyData(upTo: context.skippedEarlyData) }
    return .expectSecondClientHello(
      ExpectSecondClientHello(
        context: context, memory: context.asksForCookie ? nil : memory))
  }
}

extension Cookie {
  /// The HelloRetryRequest that was, or will be, sent: the same each time, since it
  /// counts in the transcript and we do not keep it.
  func retry(echoing sessionID: [UInt8], cookie: [UInt8]) -> ServerHello {
    var retry = ServerHello(random: .helloRetryRequest, suite: suite)
    retry.sessionID = sessionID
    retry.selectedVersion = .tls13
    retry.selectedGroup = group
    retry.cookie = cookie
    return retry
  }
}
