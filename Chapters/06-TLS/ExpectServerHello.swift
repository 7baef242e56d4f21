import Primitives
import Wire

/// 2. Everything has been offered, and the server chooses.
struct ExpectServerHello<Crypto: CryptoProvider>: ~Copyable {
  let offer: ClientOffer<Crypto>
  /// What a HelloRetryRequest has settled already.
  var retry: (suite: CipherSuite, group: NamedGroup?)?

  init(
    _ offer: ClientOffer<Crypto>,
    retry: (suite: CipherSuite, group: NamedGroup?)? = nil
  ) {
    self.offer = offer
    self.retry = retry
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState<Crypto> where Carrier.Crypto == Crypto {
    let hello = try message.read(as: ServerHello.self, by: .server)
    guard hello.selectedVersion != nil else {
      try checkFallback(hello)
      guard !Crypto.omissions.contains(.oldVersions) else {
        throw TLSError(.nothingInCommon(.version), peer: .server)
      }
      return .following(
        try Client12State.begin(offer, hello, message, &carrier))
    }
    try check(hello)
    carrier.agree(on: .tls13)
    if hello.isRetry { return try retry(hello, message, &carrier) }
    return try accept(hello, message, &carrier)
  }

  /// Of a server that chose TLS 1.2; whether somebody made it do so, `Client12State` asks.
  private func checkFallback(_ hello: ServerHello) throws(TLSError) {
    guard retry == nil else { throw refusal(.illegalParameter, "RFC 8446, 4.1.4") }
    guard hello.version == .tls12, offer.context.versions.contains(.tls12) else {
      throw TLSError(.nothingInCommon(.version), peer: .server)
    }
  }

  /// What must hold of every answer of TLS 1.3.
  private func check(_ hello: ServerHello) throws(TLSError) {
    guard hello.version == .tls12, hello.selectedVersion == .tls13,
      offer.context.versions.contains(.tls13)
    else { throw refusal(.illegalParameter, "RFC 8446, 4.2.1") }
    //= rfc8446#4.1.3
    //# A client which
    //# receives a legacy_session_id_echo field that does not match what
    //# it sent in the ClientHello MUST abort the handshake with an
    //# "illegal_parameter" alert.
    guard hello.sessionID == offer.hello.sessionID else {
      throw refusal(.illegalParameter, "RFC 8446, 4.1.3")
    }
    guard hello.suite.version == .tls13, offer.hello.suites.contains(hello.suite),
      retry.map({ $0.suite == hello.suite }) ?? true
    else { throw refusal(.illegalParameter, "RFC 8446, 4.1.3") }
    try hello.present.check(
      in: hello.isRetry ? .helloRetryRequest : .serverHello,
      offered: offer.hello.offered, by: .server)
  }

  func refusal(_ violation: Violation, _ rule: FieldName) -> TLSError {
    TLSError(violation, by: .server, in: .serverHello, rule)
  }
}
