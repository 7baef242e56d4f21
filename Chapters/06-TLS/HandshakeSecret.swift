import Primitives

/// The second floor: two who agreed on a secret, and do not know yet with whom.
package struct HandshakeSecret<Crypto: CryptoProvider>: ~Copyable {
  private let secret: ScheduleSecret<Crypto>

  init(_ secret: consuming ScheduleSecret<Crypto>) { self.secret = secret }

  package var hash: TLSHash { secret.hash }

  /// Over the digest up to the ServerHello.
  package borrowing func clientTraffic(
    _ digest: Digest, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> TrafficSecret<Crypto> {
    try TrafficSecret(
      secret.derive(.clientHandshakeTraffic, over: digest.bytes, &carrier),
      "CLIENT_HANDSHAKE_TRAFFIC_SECRET", &carrier)
  }

  package borrowing func serverTraffic(
    _ digest: Digest, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> TrafficSecret<Crypto> {
    try TrafficSecret(
      secret.derive(.serverHandshakeTraffic, over: digest.bytes, &carrier),
      "SERVER_HANDSHAKE_TRAFFIC_SECRET", &carrier)
  }

  /// There is nothing left to mix in but zeros.
  package consuming func masterSecret(
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> MasterSecret<Crypto> {
    try MasterSecret(
      secret.extract(
        .masterSecret, with: Span(), called: nil, through: .derivedFromHandshake,
        &carrier))
  }
}
