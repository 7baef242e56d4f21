import Primitives
import Wire

/// What an end has once the ClientKeyExchange is in the transcript: the master secret,
/// and what it will seal and open records with.
struct Secrets12<Crypto: CryptoProvider>: ~Copyable {
  let master: Secret
  let sending: RecordProtection<Crypto>
  let receiving: RecordProtection<Crypto>

  init<Carrier: HandshakeCarrier & ~Copyable>(
    _ premaster: borrowing Secret, _ handshake: Handshake12<Crypto>,
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    let master = try handshake.masterSecret(premaster, &carrier)
    let both = try handshake.protections(master, &carrier)
    switch handshake.context.role {
    case .client:
      sending = both.client
      receiving = both.server
    case .server:
      sending = both.server
      receiving = both.client
    }
    self.master = master
  }
}

extension Handshake12 {
  /// From the premaster secret and from every message up to here, so that no two
  /// handshakes that differ anywhere have one master secret (RFC 7627, 4).
  fileprivate func masterSecret<Carrier: HandshakeCarrier & ~Copyable>(
    _ premaster: borrowing Secret, _ carrier: inout Carrier
  ) throws(TLSError) -> Secret where Carrier.Crypto == Crypto {
    try Keys12<Crypto>.masterSecret(
      premaster: premaster.bytes, sessionHash: digest(), suite.hash, &carrier)
  }

  fileprivate func protections<Carrier: HandshakeCarrier & ~Copyable>(
    _ master: borrowing Secret, _ carrier: inout Carrier
  ) throws(TLSError) -> Keys12<Crypto>.Protections where Carrier.Crypto == Crypto {
    try Keys12<Crypto>.protections(
      master: master.bytes, clientRandom: clientRandom.bytes,
      serverRandom: serverRandom.bytes, suite, &carrier)
  }
}

/// What the master secret is made of when a key was shared before: what was agreed on
/// in this handshake, and that key (RFC 5489, 2). Without an agreement there are as
/// many zeros in its place as the key is long (RFC 4279, 2).
func premasterSecret(
  agreed: Span<UInt8>, with key: borrowing Secret
) -> Secret {
  let zeros = [UInt8](repeating: 0, count: key.count)
  let first = agreed.isEmpty ? zeros.span : agreed
  return Secret(count: 2 + first.count + 2 + key.count) { bytes in
    put(first, at: 0, in: &bytes)
    put(key.bytes, at: 2 + first.count, in: &bytes)
  }
}

/// Two bytes of length, and what they count.
private func put(
  _ part: Span<UInt8>, at start: Int, in bytes: inout MutableSpan<UInt8>
) {
  bytes[start] = UInt8(truncatingIfNeeded: part.count >> 8)
  bytes[start + 1] = UInt8(truncatingIfNeeded: part.count)
  for i in part.indices { bytes[start + 2 + i] = part[i] }
}
