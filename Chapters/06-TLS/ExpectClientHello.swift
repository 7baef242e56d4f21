import Primitives
import Wire

/// Nothing is known of the client yet.
struct ExpectClientHello<Crypto: CryptoProvider>: ~Copyable {
  let context: TLSContext<Crypto>

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    let hello = try message.read(as: ClientHello.self, by: .client)
    guard try hello.version(for: context) == .tls13 else {
      return ServerState(
        try Server12State.begin(hello, message, context, &carrier))
    }
    carrier.identify(by: hello.random.bytes)
    carrier.agree(on: .tls13)
    // A server that keeps nothing cannot know that this is its second.
    if context.asksForCookie && !hello.cookie.isEmpty {
      return try ExpectSecondClientHello(context: context, memory: nil)
        .receive(hello, message, &carrier)
    }
    //= rfc8446#4.2.2
    //# Clients MUST NOT use
    //# cookies in their initial ClientHello in subsequent connections.
    guard hello.cookie.isEmpty else {
      throw TLSError(
        .illegalParameter, by: .client, in: .clientHello, "RFC 8446, 4.2.2")
    }

    let choice = try ServerChoice(hello, context)
    let found = FoundKey.find(in: hello, choice, context, date: carrier.date)
    // Nothing that we could ask for would help.
    guard context.identity != nil || found != nil else { throw hello.withoutSharedKey }
    let lacksShare = !found.isAlone && choice.share == nil
    if lacksShare || context.asksForCookie {
      return try askAgain(
        hello, message, choice, for: lacksShare ? choice.group : nil, &carrier)
    }
    let answer = ServerAnswer(
      context: context, hello: hello, choice: choice, transcript: Transcript(),
      isRetried: false)
    return try answer.send(to: message, found, &carrier)
  }
}
