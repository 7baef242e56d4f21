import Identity
import Primitives

/// An issuer whose key is in this process's own memory, and on P-256.
public typealias CertificateAuthority<Crypto: CryptoProvider> =
  Issuer<Crypto, LooseKey<Crypto.P256>>

extension Issuer where Key: ~Copyable {
  /// For a subject on P-256: 65 bytes, 0x04, X, Y.
  public mutating func issue(
    _ profile: Profile, to subject: Name, publicKey: [UInt8],
    serialNumber: SerialNumber, validity: Validity,
    details: CertificateDetails = CertificateDetails()
  ) throws(X509Error) -> [UInt8] {
    try issue(
      profile, to: subject, key: SubjectPublicKeyInfo(.ecdsaP256, publicKey.span),
      serialNumber: serialNumber, validity: validity, details: details)
  }

  /// The same, appended to `out`.
  public mutating func issue(
    _ profile: Profile, to subject: Name, publicKey: [UInt8],
    serialNumber: SerialNumber, validity: Validity,
    details: CertificateDetails = CertificateDetails(),
    into out: inout OutputSpan<UInt8>
  ) throws(X509Error) {
    try issue(
      profile, to: subject, key: SubjectPublicKeyInfo(.ecdsaP256, publicKey.span),
      serialNumber: serialNumber, validity: validity, details: details, into: &out)
  }
}

extension Issuer where Key == LooseKey<Crypto.P256> {
  public init(name: Name, key: consuming Crypto.P256) throws(X509Error) {
    try self.init(name: name, key: LooseKey(key, algorithm: .ecdsaP256))
  }

  public init(
    certificate: Certificate, key: consuming Crypto.P256
  ) throws(X509Error) {
    try self.init(certificate: certificate, key: LooseKey(key, algorithm: .ecdsaP256))
  }
}
