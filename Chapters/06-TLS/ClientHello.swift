import Wire

/// How a client begins (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2): what it can do, of which
/// the server chooses. What we do not know of its lists stays in them and is ignored,
/// GREASE too (RFC 8701).
package struct ClientHello: Sendable {
  /// legacy_version. What is really offered stands in `supportedVersions`.
  package var version = TLSVersion.tls12
  package var random: HelloRandom
  /// legacy_session_id, at most 32 bytes.
  package var sessionID: [UInt8] = []
  package var suites: [CipherSuite] = []

  // Extensions. An empty list stands for one that is not there, since none may be
  // empty.

  /// The host_name of server_name, in ASCII (RFC 6066, 3).
  package var serverName: [UInt8] = []
  /// Whether a stapled OCSP response is wanted (RFC 6066, 8; RFC 8446, 4.4.2.1).
  package var wantsStatus = false
  package var groups: [NamedGroup] = []
  /// Whether it says that it knows uncompressed points (RFC 8422, 5.1.2); for 1.2.
  package var hasPointFormats = false
  package var signatureSchemes: [SignatureScheme] = []
  /// For the signatures in certificates, where they differ (RFC 8446, 4.2.3).
  package var certificateSignatureSchemes: [SignatureScheme] = []
  package var applicationProtocols = ProtocolNameList()
  /// What it can show of itself, and what it wants to see (RFC 7250), the preferred
  /// first; of those read, the ones that we know. `nil` if it does not say: then X.509.
  package var clientCertificateTypes: [CertificateType]?
  package var serverCertificateTypes: [CertificateType]?
  package var extendedMasterSecret = false
  /// Bytes of plaintext that it takes in a record (RFC 8449); at least 64.
  package var recordSizeLimit: UInt16?
  package var earlyData = false
  package var supportedVersions: [TLSVersion] = []
  package var cookie: [UInt8] = []
  /// `nil` if it does not say.
  package var preSharedKeyModes: PreSharedKeyModes?
  /// Of those read, the ones whose group we know. Empty asks for a HelloRetryRequest;
  /// `nil` if there was none.
  package var keyShares: [KeyShareEntry]?
  /// That it knows RFC 5746: renegotiated_connection, which in a first handshake is empty;
  /// `nil` if it does not say.
  package var renegotiationInfo: [UInt8]?
  package var preSharedKeys: PreSharedKeyOffer?

  /// Written as they are; reading keeps none of them.
  package var others: [OpaqueExtension] = []
  /// In which order to write; what is not in it comes behind it, and pre_shared_key
  /// last. After reading, what was there.
  package var order: [ExtensionType] = []

  package init(random: HelloRandom) { self.random = random }
}
