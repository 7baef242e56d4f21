import Identity

/// A number from IANA's registry of signature schemes (RFC 8446, 4.2.3).
public struct SignatureScheme: Sendable, Equatable {
  public var code: UInt16

  public init(code: UInt16) { self.code = code }

  public static var ecdsaSecp256r1SHA256: SignatureScheme {
    SignatureScheme(code: 0x0403)
  }
  public static var ed25519: SignatureScheme { SignatureScheme(code: 0x0807) }
  /// RSASSA-PSS with a key whose algorithm is rsaEncryption.
  public static var rsaPSSRSAESHA256: SignatureScheme { SignatureScheme(code: 0x0804) }
  public static var rsaPSSRSAESHA384: SignatureScheme { SignatureScheme(code: 0x0805) }
  public static var rsaPSSRSAESHA512: SignatureScheme { SignatureScheme(code: 0x0806) }
  /// RSASSA-PSS with a key whose algorithm is id-RSASSA-PSS.
  public static var rsaPSSPSSSHA256: SignatureScheme { SignatureScheme(code: 0x0809) }
  public static var rsaPSSPSSSHA384: SignatureScheme { SignatureScheme(code: 0x080A) }
  public static var rsaPSSPSSSHA512: SignatureScheme { SignatureScheme(code: 0x080B) }
  /// In certificates only (RFC 8446, 4.2.3).
  public static var rsaPKCS1SHA256: SignatureScheme { SignatureScheme(code: 0x0401) }

  /// As the RFC spells it; `nil` for a scheme that we do not know.
  public var name: StaticString? {
    switch code {
    case 0x0401: "rsa_pkcs1_sha256"
    case 0x0403: "ecdsa_secp256r1_sha256"
    case 0x0804: "rsa_pss_rsae_sha256"
    case 0x0805: "rsa_pss_rsae_sha384"
    case 0x0806: "rsa_pss_rsae_sha512"
    case 0x0807: "ed25519"
    case 0x0809: "rsa_pss_pss_sha256"
    case 0x080A: "rsa_pss_pss_sha384"
    case 0x080B: "rsa_pss_pss_sha512"
    default: nil
    }
  }
}

extension SignatureScheme {
  /// With which a key of ours signs; `nil` for one that does not sign.
  public init?(_ algorithm: KeyAlgorithm) {
    switch algorithm {
    case .ecdsaP256: self = .ecdsaSecp256r1SHA256
    case .ed25519: self = .ed25519
    case .ecdhP256, .x25519: return nil
    }
  }
}

extension SignatureScheme: CustomStringConvertible {
  public var description: String {
    name?.description ?? "signature scheme \(hexadecimal(code))"
  }
}
