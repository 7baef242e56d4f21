import Primitives

/// One direction's records under one key, sealed and opened where they lie.
package struct RecordProtection<Crypto: CryptoProvider>: ~Copyable {
  package init(
    _ suite: CipherSuite, _ version: TLSVersion, key: Span<UInt8>, nonces: Span<UInt8>,
    isEarly: Bool = false
  ) throws(TLSError) {
    throw TLSError(.library)
  }
}
