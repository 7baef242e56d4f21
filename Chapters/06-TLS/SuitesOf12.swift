extension CipherSuite {
  /// How two ends come to a secret: what the first half of a suite's name says. `nil`
  /// for a suite of another version, and for one that this book leaves out.
  var keyExchange12: KeyExchange12? {
    switch code {
    case 0xC02B, 0xC02C, 0xC0AC, 0xC0AD, 0xC0AE, 0xC0AF, 0xCCA9: .ecdhe
    case 0xCCAC, 0xD001, 0xD002, 0xD003, 0xD005: .ecdhePSK
    case 0x00A8, 0x00A9, 0xC0A4, 0xC0A5, 0xC0A8, 0xC0A9, 0xCCAB: .psk
    default: nil
    }
  }

  /// TLS_EMPTY_RENEGOTIATION_INFO_SCSV: a number from the list of suites that is none,
  /// but a word to the server (RFC 5746, 3.3).
  static var emptyRenegotiationInfo: CipherSuite { CipherSuite(code: 0x00FF) }
}

extension SignatureScheme {
  /// Whether it may sign where the suite's name says ECDSA (RFC 8422, 5.10).
  var isForECDSASuites: Bool { self == .ecdsaSecp256r1SHA256 || self == .ed25519 }
}

extension Handshake12 {
  /// ClientCertificateType ecdsa_sign, which Ed25519 uses too (RFC 8422, 5.5).
  static var ecdsaSign: UInt8 { 64 }
}
