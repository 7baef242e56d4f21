import Wire

/// That the server wants to see the client's certificate (RFC 8446, 4.3.2).
package struct CertificateRequest: Sendable {
  /// certificate_request_context: empty within a handshake.
  package var context: [UInt8] = []
  /// Must be there; empty if it was not.
  package var signatureSchemes: [SignatureScheme] = []
  package var certificateSignatureSchemes: [SignatureScheme] = []
  package var wantsStatus = false
  /// After reading, which were there; for writing, see `ServerHello.present`.
  package var present: [ExtensionType] = []

  package init() {}
}
