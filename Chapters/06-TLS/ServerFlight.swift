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
    let keys = try ApplicationKeys(master, digest, as: .server, &carrier)
    let suite = parameters.suite
    try carrier.protectSending(try keys.sending.protection(suite, &carrier))
    return ServerHandshake(
      context: context, transcript: transcript, client: client, master: master,
      keys: keys, parameters: parameters, tickets: tickets)
  }
}

/// A server's handshake whose Finished is sent; the client's is still to come.
final class ServerHandshake<Crypto: CryptoProvider> {
  let context: TLSContext<Crypto>
  var transcript: Transcript<Crypto>
  /// What seals the client's part of the handshake.
  let client: TrafficSecret<Crypto>
  let master: MasterSecret<Crypto>
  /// What seals all that comes afterwards; whoever goes on takes it.
  var keys: ApplicationKeys<Crypto>?
  let parameters: NegotiatedParameters
  let tickets: TicketPlan

  init(
    context: TLSContext<Crypto>, transcript: consuming Transcript<Crypto>,
    client: consuming TrafficSecret<Crypto>, master: consuming MasterSecret<Crypto>,
    keys: consuming ApplicationKeys<Crypto>, parameters: NegotiatedParameters,
    tickets: TicketPlan
  ) {
    self.context = context
    self.transcript = transcript
    self.client = client
    self.master = master
    self.keys = consume keys
    self.parameters = parameters
    self.tickets = tickets
  }

  /// What comes from now on is sealed as the client's part of the handshake.
  func listen<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    try carrier.protectReceiving(try client.protection(parameters.suite, &carrier))
  }
}
