import Wire

/// A chain, the end entity first; or nothing (RFC 8446, 4.4.2).
package struct CertificateMessage: Sendable {
  package var context: [UInt8] = []
  package var entries: [CertificateEntry] = []

  package init(context: [UInt8] = [], entries: [CertificateEntry] = []) {
    self.context = context
    self.entries = entries
  }
}

/// One certificate of a chain, or a bare public key.
package struct CertificateEntry: Sendable {
  /// cert_data; or, of a bare key, its ASN1_subjectPublicKeyInfo.
  package var data: [UInt8]
  /// The OCSPResponse that is stapled to it; empty for none.
  package var status: [UInt8] = []
  /// Which extensions it had.
  package var present: [ExtensionType] = []

  package init(_ data: [UInt8], status: [UInt8] = []) {
    self.data = data
    self.status = status
  }
}
