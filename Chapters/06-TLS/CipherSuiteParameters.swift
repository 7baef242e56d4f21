/// How a suite seals records (RFC 8446, B.4; RFC 5288; RFC 6655; RFC 7905).
public enum RecordAEAD: Sendable, Equatable {
  case aesGCM, aesCCM, aesCCM8, chaCha20Poly1305
}

extension CipherSuite {
  /// `nil` for a suite that the book's own engine does not have.
  public var aead: RecordAEAD? {
    switch code {
    case 0x1301, 0x1302, 0x00A8, 0x00A9, 0xC02B, 0xC02C, 0xD001, 0xD002: .aesGCM
    case 0x1303, 0xCCA9, 0xCCAB, 0xCCAC: .chaCha20Poly1305
    case 0x1304, 0xC0A4, 0xC0A5, 0xC0AC, 0xC0AD, 0xD005: .aesCCM
    case 0x1305, 0xC0A8, 0xC0A9, 0xC0AE, 0xC0AF, 0xD003: .aesCCM8
    default: nil
    }
  }

  public var hash: TLSHash {
    switch code {
    case 0x1302, 0x00A9, 0xC02C, 0xD002: .sha384
    default: .sha256
    }
  }

  /// Bytes of the key that seals.
  public var keyLength: Int {
    switch code {
    case 0x1301, 0x1304, 0x1305, 0x00A8, 0xC02B, 0xC0A4, 0xC0A8, 0xC0AC, 0xC0AE, 0xD001,
      0xD003, 0xD005:
      16
    default: 32
    }
  }

  /// Bytes of a nonce that come from the key schedule. In TLS 1.2 those of AES are 4, and
  /// the record itself carries the other 8 (RFC 5288, 3; RFC 6655, 3).
  var fixedNonceLength: Int {
    version == .tls13 || aead == .chaCha20Poly1305 ? 12 : 4
  }
}
