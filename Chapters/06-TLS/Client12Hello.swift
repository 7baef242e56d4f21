import Primitives
import Wire

extension Client12State {
  /// The server has answered our ClientHello in TLS 1.2. It must do all that makes TLS
  /// 1.2 sound, or we go.
  static func begin<Carrier: HandshakeCarrier & ~Copyable>(
    _ offer: ClientOffer<Crypto>, _ hello: ServerHello,
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> Client12State<Crypto> where Carrier.Crypto == Crypto {
    let context = offer.context
    let ours = offer.hello
    try hello.checkDowngrade(from: context.versions.upperBound)
    try hello.checkProtection()
    try hello.present.check(in: .serverHello12, offered: ours.offered, by: .server)
    guard context.suites.contains(hello.suite),
      let exchange = hello.suite.keyExchange12,
      hello.sessionID.isEmpty || hello.sessionID != ours.sessionID
    else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverHello, "RFC 5246, 7.4.1.3")
    }
    carrier.agree(on: .tls12)

    let handshake = Handshake12(
      context, hello.suite, exchange, clientRandom: ours.random,
      serverRandom: hello.random, transcript: offer.transcript.take())
    try handshake.take(message)
    try handshake.take(choicesOf: hello, from: ours)
    guard exchange == .ecdhe else {
      return .serverKeyExchange(ExpectServerKeyExchange12(handshake, claim: nil))
    }
    return .certificate(
      ExpectCertificate12(handshake, mayHaveStatus: hello.statusRequest))
  }
}

extension ServerHello {
  /// A server that could have done better confesses it in its random. Then somebody
  /// between us has made our hello look worse than it was.
  //= rfc8446#4.1.3
  //# TLS 1.3 clients receiving a ServerHello indicating TLS 1.2 or below
  //# MUST check that the last 8 bytes are not equal to either of these
  //# values.
  func checkDowngrade(from best: TLSVersion) throws(TLSError) {
    guard best < .tls13 || random.downgrade == nil else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverHello, "RFC 8446, 4.1.3")
    }
  }

  /// Two extensions mend what TLS 1.2 was born with, and we do not do without them.
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
    guard renegotiationInfo == [] else {
      throw TLSError(.nothingInCommon(.secureRenegotiation), peer: .server)
    }
  }
}

extension Handshake12 {
  /// What the server has chosen must be among what we gave it to choose from.
  func take(
    choicesOf hello: ServerHello, from ours: ClientHello
  ) throws(TLSError) {
    ownType = hello.clientCertificateType ?? .x509
    peerType = hello.serverCertificateType ?? .x509
    applicationProtocol = hello.applicationProtocol
    recordSizeLimit = hello.recordSizeLimit
    let own = hello.clientCertificateType == nil ? nil : ours.clientCertificateTypes
    guard own?.contains(ownType) ?? true,
      applicationProtocol.isEmpty
        || ours.applicationProtocols.contains(applicationProtocol)
    else {
      throw TLSError(
        .illegalParameter, by: .server, in: .serverHello, "RFC 5246, 7.4.1.4")
    }
    // A server that says nothing shows a chain (RFC 7250, 4.2).
    guard (ours.serverCertificateTypes ?? [.x509]).contains(peerType) else {
      throw TLSError(.nothingInCommon(.certificateType), peer: .server)
    }
  }
}
