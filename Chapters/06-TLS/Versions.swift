/// As ProtocolVersion spells it on the wire (RFC 8446, 4.2.1).
public struct TLSVersion: Sendable, Equatable, Comparable {
  public var code: UInt16

  public init(code: UInt16) { self.code = code }

  public static var tls12: TLSVersion { TLSVersion(code: 0x0303) }
  public static var tls13: TLSVersion { TLSVersion(code: 0x0304) }
  /// What a handshake over datagrams agreed on; its numbers run backwards (RFC 6347, 4.1).
  public static var dtls12: TLSVersion { TLSVersion(code: 0xFEFD) }

  public static func < (a: TLSVersion, b: TLSVersion) -> Bool { a.code < b.code }
}

extension TLSVersion: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tls12: "TLS 1.2"
    case .tls13: "TLS 1.3"
    case .dtls12: "DTLS 1.2"
    default: "TLS version \(hexadecimal(code))"
    }
  }
}

/// As registries write a number: `0x0303`.
func hexadecimal(_ code: UInt16) -> String {
  let digits = String(code, radix: 16)
  return "0x" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
}
