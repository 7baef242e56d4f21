import Primitives

/// What a key that was shared before is good for (RFC 8446, 4.2.11.2).
package enum PreSharedKeyKind: Sendable {
  /// Somebody put it into both.
  case external
  /// It came with a ticket, from an earlier handshake.
  case resumption
}

/// The first floor of the key schedule: a key that was shared before, or zeros in its place.
package struct EarlySecret<Crypto: CryptoProvider>: ~Copyable {
  private let secret: ScheduleSecret<Crypto>

  /// An empty key is none.
  package init(
    _ hash: TLSHash, preSharedKey: Span<UInt8>,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) {
    let extracted = try hash.extract(
      salt: Span(), preSharedKey, called: .preSharedKey, as: .earlySecret,
      by: Crypto.self, &carrier)
    secret = ScheduleSecret(hash, .earlySecret, extracted)
  }
}

extension EarlySecret {
  package var hash: TLSHash { secret.hash }

  /// Shows that we have the key, over the digest of a ClientHello up to its binders.
  package borrowing func binder(
    _ kind: PreSharedKeyKind, over digest: Digest,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Digest {
    let nothing = Digest.ofNothing(hash)
    let name: SecretName =
      kind == .external ? .externalBinderKey : .resumptionBinderKey
    let key = try secret.derive(name, over: nothing.bytes, &carrier)
    return try key.verifyData(.binderFinishedKey, over: digest, &carrier)
  }

  /// Over the digest of the whole ClientHello.
  package borrowing func clientTraffic(
    _ digest: Digest, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> TrafficSecret<Crypto> {
    try TrafficSecret(
      secret.derive(.clientEarlyTraffic, over: digest.bytes, &carrier),
      "CLIENT_EARLY_TRAFFIC_SECRET", &carrier)
  }

  /// Mixes in what an agreement gave; empty where there was none.
  package consuming func handshakeSecret(
    sharedSecret: Span<UInt8>, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> HandshakeSecret<Crypto> {
    try HandshakeSecret(
      secret.extract(
        .handshakeSecret, with: sharedSecret, called: .sharedSecret,
        through: .derivedFromEarly, &carrier))
  }
}
