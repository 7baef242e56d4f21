import Primitives

/// The third floor, from which everything comes that outlives the handshake.
package struct MasterSecret<Crypto: CryptoProvider>: ~Copyable {
  private let secret: ScheduleSecret<Crypto>

  init(_ secret: consuming ScheduleSecret<Crypto>) { self.secret = secret }

  package var hash: TLSHash { secret.hash }

  /// Over the digest up to the server's Finished.
  package borrowing func clientTraffic(
    _ digest: Digest, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> TrafficSecret<Crypto> {
    try TrafficSecret(
      secret.derive(.clientApplicationTraffic, over: digest.bytes, &carrier),
      "CLIENT_TRAFFIC_SECRET_0", &carrier)
  }

  package borrowing func serverTraffic(
    _ digest: Digest, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> TrafficSecret<Crypto> {
    try TrafficSecret(
      secret.derive(.serverApplicationTraffic, over: digest.bytes, &carrier),
      "SERVER_TRAFFIC_SECRET_0", &carrier)
  }

  /// Over the digest up to the server's Finished.
  package borrowing func exporter(
    _ digest: Digest, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Exporter<Crypto> {
    let exporter = try secret.derive(.exporter, over: digest.bytes, &carrier)
    return Exporter(exporter, &carrier)
  }

  /// Over the digest up to the client's Finished.
  package borrowing func resumption(
    _ digest: Digest, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> ResumptionSecret<Crypto> {
    ResumptionSecret(try secret.derive(.resumption, over: digest.bytes, &carrier))
  }
}
