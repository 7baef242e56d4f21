import Wire

/// How the key exchange messages of TLS 1.2 look, which the suite decides and they do not say.
package enum KeyExchange12: Sendable, Equatable {
  /// A signed share (RFC 8422, 5.4).
  case ecdhe
  /// A share that the pre-shared key protects (RFC 5489, 2).
  case ecdhePSK
  /// No share at all (RFC 4279, 2).
  case psk
}

/// The server's share (RFC 8422, 5.4; RFC 5489, 2; RFC 4279, 2).
package struct ServerKeyExchange: Sendable {
  /// psk_identity_hint; empty with certificates.
  package var identityHint: [UInt8] = []
  /// `nil` only for `.psk`.
  package var share: KeyShareEntry?
  /// `nil` unless `.ecdhe`.
  package var signature: CertificateVerify?

  package init() {}
}

/// The client's share (RFC 8422, 5.7; RFC 5489, 2; RFC 4279, 2).
package struct ClientKeyExchange: Sendable {
  /// psk_identity; empty with certificates.
  package var identity: [UInt8] = []
  /// The public key, without its group; empty for `.psk`.
  package var publicKey: [UInt8] = []

  package init() {}
}
