import Primitives

/// Keys for others than TLS, bound to this connection (RFC 8446, 7.5).
package struct Exporter<Crypto: CryptoProvider>: ~Copyable {
  private let secret: ScheduleSecret<Crypto>

  init(
    _ secret: consuming ScheduleSecret<Crypto>,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) {
    carrier.log("EXPORTER_SECRET", secret.secret.bytes)
    self.secret = secret
  }

  /// Fills `key`. A label of at most 249 bytes; a context of any length.
  package borrowing func export(
    label: Span<UInt8>, context: Span<UInt8>, into key: inout MutableSpan<UInt8>
  ) throws(TLSError) {
    let hash = secret.hash
    let nothing = Digest.ofNothing(hash)
    let own = try hash.expand(
      secret.secret.bytes, label: label, context: nothing.bytes, count: hash.length,
      by: Crypto.self)
    let digest = try Digest(of: context, hash, Crypto.self)
    do throws(CryptoError) {
      try hash.expand(
        own.bytes, label: bytes(of: "exporter"), context: digest.bytes, into: &key,
        by: Crypto.self)
    } catch { throw TLSError(error) }
  }
}

/// Where the keys of tickets come from (RFC 8446, 4.6.1).
package struct ResumptionSecret<Crypto: CryptoProvider>: ~Copyable {
  private let secret: ScheduleSecret<Crypto>

  init(_ secret: consuming ScheduleSecret<Crypto>) { self.secret = secret }

  package var hash: TLSHash { secret.hash }

  /// The key that belongs to a ticket, by the nonce that came with it.
  package borrowing func key(
    nonce: Span<UInt8>, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Secret {
    try secret.expand(.ticketKey, over: nonce, count: hash.length, &carrier)
  }
}
