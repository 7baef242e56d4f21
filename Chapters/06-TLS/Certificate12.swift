import Wire

/// A chain in TLS 1.2 (RFC 5246, 7.4.2), or a bare key (RFC 7250, 3): which of the two was
/// agreed on, and the message does not say.
package struct CertificateMessage12: Sendable {
  package var certificates: [[UInt8]] = []

  package init(_ certificates: [[UInt8]] = []) { self.certificates = certificates }
}

/// RFC 5246, 7.4.4.
package struct CertificateRequest12: Sendable {
  /// ClientCertificateType: 1 is rsa_sign, 64 ecdsa_sign (RFC 8422, 5.5).
  package var certificateTypes: [UInt8] = []
  package var signatureSchemes: [SignatureScheme] = []

  package init() {}
}

/// What the authority says of the server's certificate (RFC 6066, 8).
package struct CertificateStatus: Sendable {
  /// An OCSPResponse.
  package var response: [UInt8]

  package init(_ response: [UInt8]) { self.response = response }
}
