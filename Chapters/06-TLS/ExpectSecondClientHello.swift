import Primitives
import Wire

/// The client was asked to begin again.
struct ExpectSecondClientHello<Crypto: CryptoProvider>: ~Copyable {
  let context: TLSContext<Crypto>
  /// What we know of its first hello; `nil` if the client keeps that for us, in its
  /// cookie.
  let memory: Cookie?

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    let hello = try message.read(as: ClientHello.self, by: .client)
    return try receive(hello, message, &carrier)
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ hello: ClientHello, _ message: borrowing HandshakeMessage,
    _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    let first = try remembered(hello, carrier.date)
    try check(hello, against: first)
    let unchanging = try message.unchangingDigest(using: Crypto.self)
    guard constantTimeEqual(unchanging.bytes, first.unchanging.bytes) else {
      throw refusal("RFC 8446, 4.1.2")
    }
    let choice = try ServerChoice(hello, context)
    guard choice.suite == first.suite else { throw refusal("RFC 8446, 4.1.2") }

    let found = FoundKey.find(in: hello, choice, context, date: carrier.date)
    guard found.isAlone || choice.share != nil else {
      throw refusal("RFC 8446, 4.2.8")
    }
    let answer = ServerAnswer(
      context: context, hello: hello, choice: choice,
      transcript: try transcript(from: first, hello), isRetried: true)
    return try answer.send(to: message, found, &carrier)
  }

  /// What was said the first time.
  private func remembered(_ hello: ClientHello, _ date: Int64) throws(TLSError)
    -> Cookie
  {
    if let memory {
      guard hello.cookie.isEmpty else { throw refusal("RFC 8446, 4.2.2") }
      return memory
    }
    //= rfc8446#4.2.2
    //# When sending the new ClientHello, the client MUST copy
    //# the contents of the extension received in the HelloRetryRequest into
    //# a "cookie" extension in the new ClientHello.
    guard let sealer = context.ticketSealer,
      let cookie = Cookie(opening: hello.cookie.span, with: sealer, date)
    else { throw refusal("RFC 8446, 4.2.2") }
    return cookie
  }

  private func check(_ hello: ClientHello, against first: Cookie) throws(TLSError) {
    guard hello.supportedVersions.contains(.tls13) else {
      throw refusal("RFC 8446, 4.1.2")
    }
    //= rfc8446#4.1.2
    //# -  Removing the "early_data" extension (Section 4.2.10) if one was
    //#    present.  Early data is not permitted after a HelloRetryRequest.
    guard !hello.earlyData else { throw refusal("RFC 8446, 4.1.2") }
    //= rfc8446#4.1.2
    //# -  If a "key_share" extension was supplied in the HelloRetryRequest,
    //#    replacing the list of shares with a list containing a single
    //#    KeyShareEntry from the indicated group.
    if let group = first.group {
      guard let shares = hello.keyShares, shares.count == 1, shares[0].group == group
      else { throw refusal("RFC 8446, 4.2.8") }
    }
  }

  /// The first hello counts by its digest; then what we answered, and soon the second.
  private func transcript(
    from first: Cookie, _ hello: ClientHello
  ) throws(TLSError) -> Transcript<Crypto> {
    var transcript = Transcript<Crypto>()
    let length = UInt8(truncatingIfNeeded: first.firstHello.count)
    let header: [UInt8] = [HandshakeType.messageHash.code, 0, 0, length]
    try transcript.add(header.span)
    try transcript.add(first.firstHello.bytes)
    let retry = try first.retry(echoing: hello.sessionID, cookie: hello.cookie)
      .message()
    try transcript.add(retry.span)
    return transcript
  }

  private func refusal(_ rule: FieldName) -> TLSError {
    TLSError(.illegalParameter, by: .client, in: .clientHello, rule)
  }
}
