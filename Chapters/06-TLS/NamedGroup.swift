/// A number from IANA's registry of groups for key agreement (RFC 8446, 4.2.7).
public struct NamedGroup: Sendable, Equatable {
  public var code: UInt16

  public init(code: UInt16) { self.code = code }

  /// ECDH on P-256; a share is 65 bytes, 0x04, X, Y (RFC 8446, 4.2.8.2).
  public static var secp256r1: NamedGroup { NamedGroup(code: 0x0017) }
  /// RFC 7748; a share is 32 bytes.
  public static var x25519: NamedGroup { NamedGroup(code: 0x001D) }

  /// As the RFC spells it; `nil` for a group that no engine of ours agrees in.
  public var name: StaticString? {
    switch self {
    case .secp256r1: "secp256r1"
    case .x25519: "x25519"
    default: nil
    }
  }
}

extension NamedGroup: CustomStringConvertible {
  public var description: String { name?.description ?? "group \(hexadecimal(code))" }
}
