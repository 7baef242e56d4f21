import Primitives
import Wire

/// What a client carries from one state to the next, once the server has said with which
/// keys.
final class ClientHandshake<Crypto: CryptoProvider> {
  let context: TLSContext<Crypto>
  var transcript: Transcript<Crypto>
  /// Which extensions we sent, since no answer may hold another.
  let offered: [ExtensionType]
  var parameters: NegotiatedParameters
  /// Whoever goes on takes it.
  var secret: HandshakeSecret<Crypto>?
  let client: TrafficSecret<Crypto>
  let server: TrafficSecret<Crypto>
  /// Whether we are sending early data, or may yet have to end it.
  var sendsEarly: Bool
  /// Whether `ChangeCipherSpec` is still to be sent.
  let owesChangeCipherSpec: Bool

  init(
    _ offer: ClientOffer<Crypto>, _ parameters: NegotiatedParameters,
    secret: consuming HandshakeSecret<Crypto>, client: consuming TrafficSecret<Crypto>,
    server: consuming TrafficSecret<Crypto>, sendsEarly: Bool,
    owesChangeCipherSpec: Bool
  ) {
    context = offer.context
    transcript = offer.transcript.take()
    offered = offer.hello.offered
    self.parameters = parameters
    self.secret = consume secret
    self.client = client
    self.server = server
    self.sendsEarly = sendsEarly
    self.owesChangeCipherSpec = owesChangeCipherSpec
  }
}

extension ClientHandshake {
  /// What every message of the server's goes through once it is believed.
  func take(_ message: borrowing HandshakeMessage) throws(TLSError) {
    try transcript.add(message.bytes)
  }

  func send(
    _ message: [UInt8], _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) {
    try transcript.add(message.span)
    try carrier.send(message.span)
  }

  /// Seals with the keys of the handshake, which ends early data.
  func protectSending<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    sendsEarly = false
    try carrier.protectSending(
      try client.protection(parameters.suite, &carrier))
  }
}
