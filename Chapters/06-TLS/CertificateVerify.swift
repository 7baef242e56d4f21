import Wire

/// That whoever showed a certificate has its key (RFC 8446, 4.4.3; RFC 5246, 7.4.8, whose
/// two numbers for hash and signature are one here).
package struct CertificateVerify: Sendable {
  package var scheme: SignatureScheme
  package var signature: [UInt8]

  package init(scheme: SignatureScheme, signature: [UInt8]) {
    self.scheme = scheme
    self.signature = signature
  }
}
