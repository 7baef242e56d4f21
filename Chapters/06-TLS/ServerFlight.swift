import Primitives
import Wire

/// What a server says in one go, from behind its ServerHello to its Finished.
struct ServerFlight<Crypto: CryptoProvider>: ~Copyable {
  let context: TLSContext<Crypto>
  var transcript: Transcript<Crypto>
  let secret: HandshakeSecret<Crypto>
  let client, server: TrafficSecret<Crypto>
  var parameters: NegotiatedParameters
  var tickets: TicketPlan

  /// To the client, and into the transcript.
  mutating func send<Carrier: HandshakeCarrier & ~Copyable>(
    _ body: some HandshakeBody, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    let message = try body.message()
    try transcript.add(message.span)
    try carrier.send(message.span)
  }

  /// That what we said is what we said, and from now on everything is sealed for good.
  consuming func finish<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> ServerHandshake<Crypto> where Carrier.Crypto == Crypto {
    let proof = try server.verifyData(try transcript.digest(), &carrier)
    let finished = try Finished(proof).message()
    try transcript.add(finished.span)
    try carrier.send(finished.span)

    let digest = try transcript.digest()
    let master = try secret.masterSecret(&carrier)
    let receiving = try master.clientTraffic(digest, &carrier)
    let sending = try master.serverTraffic(digest, &carrier)
    let exporter = try master.exporter(digest, &carrier)
    try carrier.protectSending(try sending.protection(parameters.suite, &carrier))
    return ServerHandshake(
      context: context, transcript: transcript, client: client, master: master,
      sending: sending, receiving: receiving, exporter: exporter,
      parameters: parameters, tickets: tickets)
  }
}

/// A server's handshake whose Finished is sent; the client's is still to come.
struct ServerHandshake<Crypto: CryptoProvider>: ~Copyable {
  let context: TLSContext<Crypto>
  var transcript: Transcript<Crypto>
  /// What seals the client's part of the handshake.
  let client: TrafficSecret<Crypto>
  let master: MasterSecret<Crypto>
  /// What seals all that comes afterwards.
  let sending, receiving: TrafficSecret<Crypto>
  let exporter: Exporter<Crypto>
  var parameters: NegotiatedParameters
  var tickets: TicketPlan

  /// What comes from now on is sealed as the client's part of the handshake.
  borrowing func listen<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    try carrier.protectReceiving(try client.protection(parameters.suite, &carrier))
  }
}
