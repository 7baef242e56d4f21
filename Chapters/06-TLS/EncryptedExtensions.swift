import Wire

/// What the server says to the client's offers that need not be said in the clear
/// (RFC 8446, 4.3.1).
package struct EncryptedExtensions: Sendable {
  /// That it used the name.
  package var serverName = false
  /// What it would rather have agreed in; for the next time.
  package var groups: [NamedGroup] = []
  /// Empty if none was chosen.
  package var applicationProtocol: [UInt8] = []
  package var clientCertificateType: CertificateType?
  package var serverCertificateType: CertificateType?
  package var recordSizeLimit: UInt16?
  /// That it takes the early data.
  package var earlyData = false
  /// After reading, which were there; for writing, see `ServerHello.present`.
  package var present: [ExtensionType] = []

  package init() {}
}
