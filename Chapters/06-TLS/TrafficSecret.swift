import Primitives

/// What one direction's records are sealed with, in one part of a connection
/// (RFC 8446, 7.2 and 7.3).
package struct TrafficSecret<Crypto: CryptoProvider>: ~Copyable {
  private var secret: ScheduleSecret<Crypto>

  init(
    _ secret: consuming ScheduleSecret<Crypto>, _ label: StaticString,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) {
    carrier.log(label, secret.secret.bytes)
    self.secret = secret
  }

  package var hash: TLSHash { secret.hash }

  private var isClients: Bool {
    switch secret.name {
    case .clientEarlyTraffic, .clientHandshakeTraffic, .clientApplicationTraffic: true
    default: false
    }
  }

  /// A key and a start of nonces for records.
  package borrowing func protection(
    _ suite: CipherSuite, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> RecordProtection<Crypto> {
    let key = try secret.expand(
      isClients ? .clientKey : .serverKey, over: Span(), count: suite.keyLength,
      &carrier)
    let nonces = try secret.expand(
      isClients ? .clientIV : .serverIV, over: Span(), count: 12, &carrier)
    return try RecordProtection(
      suite, .tls13, key: key.bytes, nonces: nonces.bytes,
      isEarly: secret.name == .clientEarlyTraffic)
  }

  /// Of a Finished, over the digest of all before it.
  package borrowing func verifyData(
    _ digest: Digest, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Digest {
    let key: SecretName = isClients ? .clientFinishedKey : .serverFinishedKey
    return try secret.verifyData(key, over: digest, &carrier)
  }

  /// The next generation, from which nobody finds the one before (RFC 8446, 7.2).
  package mutating func update(
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) {
    secret = try secret.derive(secret.name, over: Span(), &carrier)
  }
}
