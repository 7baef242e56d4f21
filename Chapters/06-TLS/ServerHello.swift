import Wire

/// What the server has chosen (RFC 8446, 4.1.3; RFC 5246, 7.4.1.3); or, by a random
/// number that is none, that the client must begin again (HelloRetryRequest: RFC 8446,
/// 4.1.4).
package struct ServerHello: Sendable {
  /// legacy_version; in TLS 1.2 the version itself.
  package var version = TLSVersion.tls12
  package var random: HelloRandom
  /// legacy_session_id_echo.
  package var sessionID: [UInt8] = []
  package var suite: CipherSuite

  // Extensions of 1.3.

  /// supported_versions: `nil` in TLS 1.2.
  package var selectedVersion: TLSVersion?
  package var keyShare: KeyShareEntry?
  /// In a HelloRetryRequest, in place of `keyShare`: in which group one is wanted.
  package var selectedGroup: NamedGroup?
  /// Of a HelloRetryRequest; empty if there is none.
  package var cookie: [UInt8] = []
  /// Which of the client's pre-shared keys, from 0 on.
  package var selectedIdentity: UInt16?

  // Extensions of 1.2; in 1.3 they stand in EncryptedExtensions, or nowhere.

  package var serverName = false
  /// That CertificateStatus may come.
  package var statusRequest = false
  package var hasPointFormats = false
  /// Empty if none was chosen.
  package var applicationProtocol: [UInt8] = []
  package var clientCertificateType: CertificateType?
  package var serverCertificateType: CertificateType?
  package var extendedMasterSecret = false
  package var recordSizeLimit: UInt16?
  /// renegotiated_connection; `nil` if there is none.
  package var renegotiationInfo: [UInt8]?

  /// After reading, which were there, in their order. For writing, which order to take:
  /// what is not in it comes behind it.
  package var present: [ExtensionType] = []

  package init(random: HelloRandom, suite: CipherSuite) {
    self.random = random
    self.suite = suite
  }
}
