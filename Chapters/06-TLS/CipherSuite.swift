/// A number from IANA's registry of TLS cipher suites.
public struct CipherSuite: Sendable, Equatable {
  public var code: UInt16

  public init(code: UInt16) { self.code = code }

  /// The version whose handshake can choose it: 1.3 took a block of numbers of its own
  /// (RFC 8446, B.4).
  public var version: TLSVersion { code >> 8 == 0x13 ? .tls13 : .tls12 }

  /// Whether the suite proves identity with a pre-shared key; suites of TLS 1.3 do not
  /// say (RFC 4279; RFC 5487; RFC 6655).
  public var isForPreSharedKeys: Bool {
    switch code {
    case 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0xC0A4, 0xC0A5, 0xC0A6, 0xC0A7, 0xC0A8, 0xC0A9,
      0xCCAB, 0xCCAC, 0xCCAD, 0xD001, 0xD002, 0xD003, 0xD005:
      true
    default: false
    }
  }

  /// IANA's name; `nil` for a suite that no engine of ours will choose: it does not
  /// authenticate what it encrypts, or one stolen key opens it years later. Plain `PSK`
  /// does the latter too, and is here only because the smallest devices have no other.
  public var name: StaticString? {
    switch code {
    case 0x1301: "TLS_AES_128_GCM_SHA256"
    case 0x1302: "TLS_AES_256_GCM_SHA384"
    case 0x1303: "TLS_CHACHA20_POLY1305_SHA256"
    case 0x1304: "TLS_AES_128_CCM_SHA256"
    case 0x1305: "TLS_AES_128_CCM_8_SHA256"
    case 0x00A8: "TLS_PSK_WITH_AES_128_GCM_SHA256"
    case 0x00A9: "TLS_PSK_WITH_AES_256_GCM_SHA384"
    case 0x00AA: "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256"
    case 0x00AB: "TLS_DHE_PSK_WITH_AES_256_GCM_SHA384"
    case 0xC02B: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    case 0xC02C: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
    case 0xC02F: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    case 0xC030: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
    case 0xC0A4: "TLS_PSK_WITH_AES_128_CCM"
    case 0xC0A5: "TLS_PSK_WITH_AES_256_CCM"
    case 0xC0A6: "TLS_DHE_PSK_WITH_AES_128_CCM"
    case 0xC0A7: "TLS_DHE_PSK_WITH_AES_256_CCM"
    case 0xC0A8: "TLS_PSK_WITH_AES_128_CCM_8"
    case 0xC0A9: "TLS_PSK_WITH_AES_256_CCM_8"
    case 0xC0AC: "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"
    case 0xC0AD: "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"
    case 0xC0AE: "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"
    case 0xC0AF: "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"
    case 0xCCA8: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    case 0xCCA9: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    case 0xCCAB: "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256"
    case 0xCCAC: "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256"
    case 0xCCAD: "TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256"
    case 0xD001: "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256"
    case 0xD002: "TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384"
    case 0xD003: "TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256"
    case 0xD005: "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256"
    default: nil
    }
  }
}

extension CipherSuite: CustomStringConvertible {
  public var description: String {
    name?.description ?? "cipher suite \(hexadecimal(code))"
  }
}
