/// The secrets of a handshake, in the order of RFC 8446, 7.1; then those of TLS 1.2.
public enum SecretName: UInt8, Sendable, CaseIterable {
  case preSharedKey, earlySecret
  case externalBinderKey, resumptionBinderKey, binderFinishedKey
  case clientEarlyTraffic, earlyExporter, derivedFromEarly
  case sharedSecret, handshakeSecret, clientHandshakeTraffic, serverHandshakeTraffic
  case clientFinishedKey, serverFinishedKey, derivedFromHandshake
  case masterSecret, clientApplicationTraffic, serverApplicationTraffic
  case exporter, resumption, ticketKey
  case clientKey, clientIV, serverKey, serverIV
  case premasterSecret, masterSecret12, keyBlock, clientVerifyData, serverVerifyData

  /// The label of HKDF-Expand-Label (RFC 8446, 7.1 to 7.3, and 4.6.1) or of the PRF
  /// (RFC 5246, 6.3 and 7.4.9; RFC 7627, 4); `nil` for what is extracted, or comes from
  /// outside.
  public var label: StaticString? {
    switch self {
    case .externalBinderKey: "ext binder"
    case .resumptionBinderKey: "res binder"
    case .binderFinishedKey, .clientFinishedKey, .serverFinishedKey: "finished"
    case .clientEarlyTraffic: "c e traffic"
    case .earlyExporter: "e exp master"
    case .derivedFromEarly, .derivedFromHandshake: "derived"
    case .clientHandshakeTraffic: "c hs traffic"
    case .serverHandshakeTraffic: "s hs traffic"
    case .clientApplicationTraffic: "c ap traffic"
    case .serverApplicationTraffic: "s ap traffic"
    case .exporter: "exp master"
    case .resumption: "res master"
    case .ticketKey: "resumption"
    case .clientKey, .serverKey: "key"
    case .clientIV, .serverIV: "iv"
    case .masterSecret12: "extended master secret"
    case .keyBlock: "key expansion"
    case .clientVerifyData: "client finished"
    case .serverVerifyData: "server finished"
    case .preSharedKey, .earlySecret, .sharedSecret, .handshakeSecret, .masterSecret,
      .premasterSecret:
      nil
    }
  }

  /// What HKDF-Extract was salted with; `nil` for what is not extracted, and for the early
  /// secret, whose salt is zeros.
  public var salt: SecretName? {
    switch self {
    case .handshakeSecret: .derivedFromEarly
    case .masterSecret: .derivedFromHandshake
    default: nil
    }
  }
}
