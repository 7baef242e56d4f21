import Primitives

/// What the two have once the ClientKeyExchange is in the transcript: the master secret
/// and what it protects records with.
struct Secrets12<Crypto: CryptoProvider>: ~Copyable {
  let master: Secret
  let protections: Protections12<Crypto>

  /// From the premaster secret, and from every message up to here: two connections with
  /// different certificates, or different anything, never have the same master secret
  /// (RFC 7627, 4).
  init<Carrier: HandshakeCarrier & ~Copyable>(
    _ premaster: Span<UInt8>, _ handshake: borrowing Handshake12<Crypto>,
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    let digest = try handshake.digest()
    master = try Keys12<Crypto>.masterSecret(
      premaster, digest, handshake.suite.hash, &carrier)
  }
}
