import Primitives

/// What both ends seal with when the handshake is over, and the source of keys for others.
struct ApplicationKeys<Crypto: CryptoProvider>: ~Copyable {
  var sending, receiving: TrafficSecret<Crypto>
  let exporter: Exporter<Crypto>

  /// Over the digest up to the server's Finished.
  init<Carrier: HandshakeCarrier & ~Copyable>(
    _ master: borrowing MasterSecret<Crypto>, _ digest: Digest, as role: TLSRole,
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    let client = try master.clientTraffic(digest, &carrier)
    let server = try master.serverTraffic(digest, &carrier)
    exporter = try master.exporter(digest, &carrier)
    switch role {
    case .client:
      sending = client
      receiving = server
    case .server:
      sending = server
      receiving = client
    }
  }
}
