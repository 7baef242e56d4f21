import Primitives
import Wire

/// What a server of TLS 1.2 makes of a ClientHello.
struct Choice12 {
  let suite: CipherSuite
  let exchange: KeyExchange12
  /// `nil` where nothing is agreed on.
  let group: NamedGroup?
  let applicationProtocol: [UInt8]
  let ownType: CertificateType
  let peerType: CertificateType

  /// Our order decides: the first suite for which the client has all that it takes.
  init<Crypto: CryptoProvider>(
    _ hello: ClientHello, _ context: TLSContext<Crypto>
  ) throws(TLSError) {
    try hello.checkProtection()
    applicationProtocol = try hello.applicationProtocol(for: context)
    group = context.groups.first { hello.groups.contains($0) }
    ownType = context.identity?.type ?? .x509
    peerType = context.trust.certificateType

    var missing = Negotiable.suite
    for suite in context.suites where hello.suites.contains(suite) {
      guard let exchange = suite.keyExchange12 else { continue }
      if exchange != .psk, group == nil {
        missing = .group
      } else if exchange == .ecdhe, !context.canProveItself(to: hello) {
        missing = .signatureAlgorithm
      } else {
        self.suite = suite
        self.exchange = exchange
        return
      }
    }
    throw TLSError(.nothingInCommon(missing), peer: .client)
  }
}

extension ClientHello {
  func checkProtection() throws(TLSError) {
    guard extendedMasterSecret else {
      throw TLSError(.nothingInCommon(.extendedMasterSecret), peer: .client)
    }
    //= rfc5746#3.6
    //# The server MUST then verify
    //# that the length of the "renegotiated_connection" field is zero,
    //# and if it is not, MUST abort the handshake.
    let word: [UInt8]? = suites.contains(.emptyRenegotiationInfo) ? [] : nil
    guard (renegotiationInfo ?? word) == [] else {
      throw TLSError(.nothingInCommon(.secureRenegotiation), peer: .client)
    }
  }
}

extension TLSContext {
  /// Whether the client can do something with what we show, and we with what it may
  /// show.
  func canProveItself(to hello: ClientHello) -> Bool {
    guard let identity, identity.scheme.isForECDSASuites else { return false }
    return hello.signatureSchemes.contains(identity.scheme)
      && (hello.serverCertificateTypes ?? [.x509]).contains(identity.type)
      && (!asksForClientCertificate
        || (hello.clientCertificateTypes ?? [.x509]).contains(trust.certificateType))
  }
}
