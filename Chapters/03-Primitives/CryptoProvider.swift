/// One implementation of every primitive the book needs.
/// Protocol machines are generic over it and never name a library.
public protocol CryptoProvider: SendableMetatype {
  /// As the command line spells it.
  static var name: StaticString { get }

  /// FIPS 180-4.
  associatedtype SHA256: HashFunction & ~Copyable = MissingHash
  associatedtype SHA384: HashFunction & ~Copyable = MissingHash
  associatedtype SHA512: HashFunction & ~Copyable = MissingHash

  /// RFC 2104.
  associatedtype HMACSHA256: MessageAuthenticationCode & ~Copyable = HMAC<SHA256>
  associatedtype HMACSHA384: MessageAuthenticationCode & ~Copyable = HMAC<SHA384>
  associatedtype HMACSHA512: MessageAuthenticationCode & ~Copyable = HMAC<SHA512>

  /// RFC 5869.
  associatedtype HKDFSHA256: KeyDerivation = HKDF<HMACSHA256>
  associatedtype HKDFSHA384: KeyDerivation = HKDF<HMACSHA384>
  associatedtype HKDFSHA512: KeyDerivation = HKDF<HMACSHA512>

  /// NIST SP 800-38D; RFC 5116.
  associatedtype AESGCM: AEAD & ~Copyable = MissingAEAD
  /// NIST SP 800-38C, with the lengths of RFC 6655: a nonce of 12 bytes, and a tag of 16.
  associatedtype AESCCM: AEAD & ~Copyable = MissingAEAD
  /// The same with a tag of 8 bytes.
  associatedtype AESCCM8: AEAD & ~Copyable = MissingAEAD
  /// RFC 8439.
  associatedtype ChaCha20Poly1305: AEAD & ~Copyable = MissingAEAD

  /// RFC 7748.
  associatedtype X25519: KeyAgreement & ~Copyable = MissingKeyAgreement
  /// ECDH over P-256, the shared secret being x (SP 800-56A, 5.7.1.2).
  associatedtype P256KeyAgreement: KeyAgreement & ~Copyable = MissingKeyAgreement

  /// ECDSA over P-256 with SHA-256 (FIPS 186-5).
  associatedtype P256: DigestSigner & ~Copyable = MissingSigner
  /// RFC 8032.
  associatedtype Ed25519: Signer & ~Copyable = MissingSigner
  /// RFC 8017.
  associatedtype RSA: RSAVerifier & ~Copyable = MissingRSA

  /// What programs over this provider never do, so that the compiler can leave it out.
  static var omissions: Omissions { get }
}
