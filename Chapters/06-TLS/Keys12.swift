import Primitives

/// The key schedule of TLS 1.2 (RFC 5246, 5, 6.3 and 8.1; RFC 7627).
package enum Keys12<Crypto: CryptoProvider> {
  package struct Protections: ~Copyable {
    package var client: RecordProtection<Crypto>
    package var server: RecordProtection<Crypto>
  }
}
