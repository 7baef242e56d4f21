import Primitives

/// The key schedule of TLS 1.2 (RFC 5246, 5, 6.3, 7.4.9 and 8.1; RFC 7627).
package enum Keys12<Crypto: CryptoProvider> {
  /// Extended by all that was said until then (RFC 7627, 4): 48 bytes. Without that, the
  /// same secret could be made on two connections, and one be taken for the other.
  package static func masterSecret(
    premaster: Span<UInt8>, sessionHash: Digest, _ hash: TLSHash,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Secret {
    carrier.note(
      Derivation(.premasterSecret, from: nil, context: Span(), value: premaster))
    let master = try Secret(count: 48) { out throws(TLSError) in
      try hash.prf(
        premaster, label: "extended master secret", sessionHash.bytes, into: &out,
        by: Crypto.self)
    }
    carrier.note(.masterSecret12, master, from: .premasterSecret, sessionHash.bytes)
    log(master, &carrier)
    return master
  }

  private static func log(
    _ master: borrowing Secret, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) {
    carrier.log("CLIENT_RANDOM", master.bytes)
  }

  package struct Protections: ~Copyable {
    package var client: RecordProtection<Crypto>
    package var server: RecordProtection<Crypto>
  }

  /// Of a Finished: 12 bytes.
  package static func verifyData(
    of role: TLSRole, master: Span<UInt8>, over digest: Digest, _ hash: TLSHash,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Digest {
    let name: SecretName = role == .client ? .clientVerifyData : .serverVerifyData
    let data = try Secret(count: 12) { out throws(TLSError) in
      try hash.prf(
        master, label: name.label ?? "", digest.bytes, into: &out, by: Crypto.self)
    }
    carrier.note(name, data, from: .masterSecret12, digest.bytes)
    return Digest(data.bytes)
  }
}

extension Keys12 {
  /// Cuts a long stretch of key into keys and starts of nonces (RFC 5246, 6.3); the AEADs
  /// want no MAC keys.
  package static func protections(
    master: Span<UInt8>, clientRandom: Span<UInt8>, serverRandom: Span<UInt8>,
    _ suite: CipherSuite, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Protections {
    let (key, start) = (suite.keyLength, suite.fixedNonceLength)
    let block = try Secret(count: 2 &* (key &+ start)) { out throws(TLSError) in
      try suite.hash.prf(
        master, label: "key expansion", serverRandom, clientRandom, into: &out,
        by: Crypto.self)
    }
    carrier.note(.keyBlock, block, from: .masterSecret12, Span())
    return Protections(
      client: try protection(
        suite, block, key: 0, nonces: 2 &* key, .clientKey, .clientIV, &carrier),
      server: try protection(
        suite, block, key: key, nonces: 2 &* key &+ start, .serverKey, .serverIV,
        &carrier))
  }

  private static func protection(
    _ suite: CipherSuite, _ block: borrowing Secret, key: Int, nonces: Int,
    _ keyName: SecretName, _ nonceName: SecretName,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> RecordProtection<Crypto> {
    let key = block.bytes.extracting(key..<key &+ suite.keyLength)
    let nonces = block.bytes.extracting(nonces..<nonces &+ suite.fixedNonceLength)
    carrier.note(Derivation(keyName, from: .keyBlock, context: Span(), value: key))
    carrier.note(Derivation(nonceName, from: .keyBlock, context: Span(), value: nonces))
    return try RecordProtection(suite, .tls12, key: key, nonces: nonces)
  }
}
