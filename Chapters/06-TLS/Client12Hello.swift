import Primitives
import Wire

extension Client12State {
  /// The server has answered our ClientHello in TLS 1.2. From here on it must do all that
  /// makes TLS 1.2 sound, or we go.
  static func begin<Carrier: HandshakeCarrier & ~Copyable>(
    _ offer: consuming ClientOffer<Crypto>, _ hello: ServerHello,
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    let context = offer.context
    let ours = offer.hello
    try hello.checkDowngrade(context)
    try hello.checkExtensions(askedForIn: ours)
    try hello.checkProtection()
    guard context.suites.contains(hello.suite),
      let exchange = hello.suite.keyExchange12,
      hello.sessionID.isEmpty || hello.sessionID != ours.sessionID
    else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverHello, "RFC 5246, 7.4.1.3")
    }
    carrier.agree(on: .tls12)

    var handshake = Handshake12(
      context, hello.suite, exchange, clientRandom: ours.random,
      serverRandom: hello.random, transcript: offer.takeTranscript())
    try handshake.take(message)
    handshake.applicationProtocol = try hello.chosenProtocol(of: context)
    handshake.recordSizeLimit = hello.recordSizeLimit.map { Int($0) }
    guard exchange == .ecdhe else {
      return .serverKeyExchange(ExpectServerKeyExchange12(handshake, claim: nil))
    }
    return .certificate(
      ExpectCertificate12(handshake, mayHaveStatus: hello.statusRequest))
  }
}

extension ServerHello {
  /// A server that could have done better says so in its random; then somebody between us
  /// has made our hello look worse than it was.
  //= rfc8446#4.1.3
  //# TLS 1.3 clients receiving a ServerHello indicating TLS 1.2 or below
  //# MUST check that the last 8 bytes are not equal to either of these
  //# values.
  func checkDowngrade<Crypto: CryptoProvider>(
    _ context: TLSContext<Crypto>
  ) throws(TLSError) {
    guard context.versions.upperBound < .tls13 || !random.confessesDowngrade else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverHello, "RFC 8446, 4.1.3")
    }
  }

  /// An answer to what we did not ask is refused: whoever speaks first in an extension
  /// is the client.
  func checkExtensions(askedForIn hello: ClientHello) throws(TLSError) {
    for type in present {
      let isAsked =
        switch type {
        case .extendedMasterSecret: hello.extendedMasterSecret
        case .renegotiationInfo: true
        case .serverName: !hello.serverName.isEmpty
        case .statusRequest: hello.wantsStatus
        case .ecPointFormats: hello.hasPointFormats
        case .applicationLayerProtocolNegotiation: !hello.applicationProtocols.isEmpty
        case .recordSizeLimit: hello.recordSizeLimit != nil
        default: false
        }
      guard isAsked else {
        throw TLSError(
          .unsupportedExtension, by: .server, in: .serverHello, "RFC 5246, 7.4.1.4")
      }
    }
  }

  /// Two extensions mend what TLS 1.2 was born with, and nobody must do without them.
  func checkProtection() throws(TLSError) {
    //= rfc7627#5.2
    //# If a client receives a ServerHello without the extension, it SHOULD
    //# abort the handshake if it does not wish to interoperate with legacy
    //# servers.
    guard extendedMasterSecret else {
      throw TLSError(.nothingInCommon(.extendedMasterSecret), peer: .server)
    }
    //= rfc5746#3.4
    //# The client MUST then verify that the length of the
    //# "renegotiated_connection" field is zero, and if it is not, MUST
    //# abort the handshake (by sending a fatal handshake_failure
    //# alert).
    guard let renegotiationInfo, renegotiationInfo.isEmpty else {
      throw TLSError(.nothingInCommon(.secureRenegotiation), peer: .server)
    }
  }

  /// Empty if the server chose none.
  func chosenProtocol<Crypto: CryptoProvider>(
    of context: TLSContext<Crypto>
  ) throws(TLSError) -> [UInt8] {
    guard
      applicationProtocol.isEmpty
        || context.applicationProtocols.contains(applicationProtocol)
    else {
      throw TLSError(.illegalParameter, by: .server, in: .serverHello, "RFC 7301, 3.1")
    }
    return applicationProtocol
  }
}
