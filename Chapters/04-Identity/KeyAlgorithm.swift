/// What a key in a store is, and the one thing that it does. A key that signed and also
/// agreed could be made to do the one while its owner means the other (SP 800-57, 5.2).
public enum KeyAlgorithm: UInt8, CaseIterable, Sendable {
  /// Signs: ECDSA over P-256 with SHA-256.
  case ecdsaP256 = 1
  /// Signs: RFC 8032.
  case ed25519 = 2
  /// Agrees: ECDH over P-256.
  case ecdhP256 = 3
  /// Agrees: RFC 7748.
  case x25519 = 4

  public var signs: Bool { self == .ecdsaP256 || self == .ed25519 }

  /// 65 bytes are 0x04, X, Y (SEC 1, 2.3.3).
  public var publicKeyLength: Int {
    switch self {
    case .ecdsaP256, .ecdhP256: 65
    case .ed25519, .x25519: 32
    }
  }

  /// No signature is longer; nothing for a key that does not sign.
  public var maximumSignatureLength: Int {
    switch self {
    case .ecdsaP256: 72
    case .ed25519: 64
    case .ecdhP256, .x25519: 0
    }
  }
}
