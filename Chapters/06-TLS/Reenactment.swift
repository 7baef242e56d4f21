import Certificates

/// For tests: what a recorded handshake did and we would not.
package struct Reenactment: Sendable {
  /// Whether a certificate counts as a bare key if its key is trusted; whatever else it
  /// says, and whoever signed it.
  package var believesKeysInCertificates = false

  /// Changes what EncryptedExtensions say, and in which order, before they are written.
  package var shapeExtensions: (@Sendable (inout EncryptedExtensions) -> Void)?
  /// Whether a server that could give a ticket gives one.
  package var givesTickets = true
  /// Schemes that CertificateRequest lists; empty for those that we verify.
  package var announcedSchemes: [SignatureScheme] = []

  /// Changes what a ClientHello says, and in which order, before it is written.
  package var shapeHello: (@Sendable (inout ClientHello) -> Void)?

  /// What was shown of oneself, in a scheme in which this book does not sign.
  package var identity: RecordedIdentity?

  package init() {}

  func believed(_ chain: [[UInt8]], _ keys: [[UInt8]]) -> Certificate? {
    guard believesKeysInCertificates, let der = chain.first,
      let certificate = try? Certificate(der: der),
      keys.contains([UInt8](certificate.subjectPublicKeyInfo))
    else { return nil }
    return certificate
  }
}

/// A chain, and what was signed with its key.
package struct RecordedIdentity: Sendable {
  package var scheme: SignatureScheme
  package var chain: [[UInt8]]
  package var sign: @Sendable ([UInt8]) -> [UInt8]

  package init(
    _ scheme: SignatureScheme, chain: [[UInt8]],
    sign: @escaping @Sendable ([UInt8]) -> [UInt8]
  ) {
    self.scheme = scheme
    self.chain = chain
    self.sign = sign
  }
}
