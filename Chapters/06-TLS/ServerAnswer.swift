import Primitives
import Wire

/// A ClientHello that will be answered for good, and what was chosen from it.
struct ServerAnswer<Crypto: CryptoProvider>: ~Copyable {
  let context: TLSContext<Crypto>
  let hello: ClientHello
  let choice: ServerChoice
  /// Of what was said before this hello.
  var transcript: Transcript<Crypto>
  /// Whether this is the client's second hello.
  let isRetried: Bool

  /// Sends all that the server says, from ServerHello to Finished.
  consuming func send<Carrier: HandshakeCarrier & ~Copyable>(
    to message: borrowing HandshakeMessage, _ found: consuming FoundKey?,
    _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    guard let found else { return try sendWithCertificate(to: message, &carrier) }
    return try sendWithKey(to: message, found, &carrier)
  }

  /// A key that both have shows each to the other; then certificates say nothing new.
  private consuming func sendWithKey<Carrier: HandshakeCarrier & ~Copyable>(
    to message: borrowing HandshakeMessage, _ found: consuming FoundKey,
    _ carrier: inout Carrier
  ) throws(TLSError) -> ServerState<Crypto> where Carrier.Crypto == Crypto {
    let early = try found.earlySecret(
      proven: hello, in: message, transcript, choice.suite.hash, &carrier)
    let takesEarlyData =
      !isRetried && found.allowsEarlyData(hello, choice, context, &carrier)
    try transcript.choose(choice.suite.hash)
    try transcript.add(message.bytes)
    let earlyTraffic =
      takesEarlyData
      ? try early.clientTraffic(try transcript.digest(), &carrier) : nil

    let (hello, suite) = (hello, choice.suite)
    var flight = try sendHello(
      after: early, with: found.mode == .alone ? nil : choice.share,
      selecting: found.index, &carrier)
    flight.parameters.isEarlyDataAccepted = takesEarlyData
    let peer = flight.take(found)
    var extensions = flight.extensions(answering: hello)
    extensions.earlyData = takesEarlyData
    try flight.send(extensions, answering: hello, &carrier)
    let handshake = try flight.finish(&carrier)

    if let earlyTraffic {
      try carrier.protectReceiving(try earlyTraffic.protection(suite, &carrier))
      carrier.takeEarlyData(upTo: handshake.context.maximumEarlyData)
      return .expectEndOfEarlyData(
        ExpectEndOfEarlyData(handshake: handshake, peer: peer))
    }
    try handshake.listen(&carrier)
    if hello.earlyData {
      carrier.skipEarlyData(upTo: handshake.context.skippedEarlyData)
    }
    return .expectFinished(ExpectClientFinished(handshake: handshake, peer: peer))
  }
}
