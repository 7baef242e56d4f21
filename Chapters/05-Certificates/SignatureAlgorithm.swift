import Primitives
import Wire

/// How a certificate was signed, as far as this book can tell.
public enum SignatureAlgorithm: Equatable, Sendable {
  /// ECDSA, over the digest that the hash made (RFC 5758, 3.2).
  case ecdsa(DigestAlgorithm)
  /// RFC 8410.
  case ed25519
  /// RSASSA-PKCS1-v1_5 (RFC 4055, 5).
  case rsaPKCS1(DigestAlgorithm)
  /// RSASSA-PSS, with the hash for the mask too and a salt as long as the digest
  /// (RFC 4055, 3).
  case rsaPSS(DigestAlgorithm)
  /// MD5 or SHA-1, for which other messages with the same digest can be found.
  case broken
  case unknown

  /// AlgorithmIdentifier  ::=  SEQUENCE  {
  ///      algorithm               OBJECT IDENTIFIER,
  ///      parameters              ANY DEFINED BY algorithm OPTIONAL  }
  init(_ element: DERElement) throws(DERError) {
    var reader = DERReader(element)
    let algorithm = OIDCode(try reader.objectIdentifier("algorithm"))
    switch algorithm.value {
    case 0x1_2a86_48ce_3d04_0302: self = .ecdsa(.sha256)
    case 0x1_2a86_48ce_3d04_0303: self = .ecdsa(.sha384)
    case 0x1_2a86_48ce_3d04_0304: self = .ecdsa(.sha512)
    case 0x1_2b65_70: self = .ed25519
    case 0x1_2a86_4886_f70d_0101_0b: self = .rsaPKCS1(.sha256)
    case 0x1_2a86_4886_f70d_0101_0c: self = .rsaPKCS1(.sha384)
    case 0x1_2a86_4886_f70d_0101_0d: self = .rsaPKCS1(.sha512)
    case 0x1_2a86_4886_f70d_0101_0a: self = try reader.pssParameters()
    case 0x1_2a86_4886_f70d_0101_04, 0x1_2a86_4886_f70d_0101_05, 0x1_2a86_48ce_3d04_01:
      self = .broken
    default: self = .unknown
    }
    switch self {
    case .rsaPKCS1: try reader.null("parameters")
    case .ecdsa, .ed25519, .rsaPSS: break
    case .broken, .unknown: return
    }
    try reader.end("signatureAlgorithm")
  }
}
