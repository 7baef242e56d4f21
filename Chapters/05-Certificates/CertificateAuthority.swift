import Identity
import Primitives
import Wire

/// A name and a key that sign certificates, wherever the key is.
public struct Issuer<Crypto: CryptoProvider, Key: SigningKey & ~Copyable>: ~Copyable {
  public let name: Name
  /// As long as the key's algorithm says.
  public let publicKey: [UInt8]
  var key: Key

  public init(name: Name, key: consuming Key) throws(X509Error) {
    guard !name.isEmpty else { throw .issuerHasNoName }
    guard key.algorithm.signs else { throw .keyStore(.wrongUse(key.algorithm)) }
    do throws(KeyStoreError) { publicKey = try key.publicKey() } catch {
      throw X509Error(error)
    }
    self.name = name
    self.key = key
  }

  public var algorithm: KeyAlgorithm { key.algorithm }

  /// The authority to which the certificate was given, once or again.
  public init(certificate: Certificate, key: consuming Key) throws(X509Error) {
    let written: [UInt8]
    do throws(KeyStoreError) { written = try key.publicKey() } catch {
      throw X509Error(error)
    }
    guard isEqual(written.span, certificate.publicKey) else { throw .publicKeyMismatch }
    try self.init(name: Name(der: certificate.subject), key: key)
  }

  /// Its own certificate, signed by itself; `pathLength` more authorities may stand
  /// between it and an end entity.
  public mutating func root(
    pathLength: UInt8 = 0, serialNumber: SerialNumber, validity: Validity
  ) throws(X509Error) -> [UInt8] {
    try issue(
      .authority(pathLength: pathLength), to: name,
      key: SubjectPublicKeyInfo(key.algorithm, publicKey.span),
      serialNumber: serialNumber, validity: validity)
  }

  /// The same as the other `issue`, in an array of its own.
  public mutating func issue(
    _ profile: Profile, to subject: Name, key subjectKey: SubjectPublicKeyInfo,
    serialNumber: SerialNumber, validity: Validity,
    details: CertificateDetails = CertificateDetails()
  ) throws(X509Error) -> [UInt8] {
    let room =
      1024 + name.bytes + subject.bytes + profile.bytes + details.bytes
      + subjectKey.der.count
    return try [UInt8](capacity: room) { out throws(X509Error) in
      try issue(
        profile, to: subject, key: subjectKey, serialNumber: serialNumber,
        validity: validity, details: details, into: &out)
    }
  }

  /// Binds a key to `subject`, for what `profile` allows, and appends the certificate to
  /// `out`; if it throws, `out` is as it was.
  ///
  /// That the subject holds the private key is for the caller to know, or for a request
  /// to show.
  public mutating func issue(
    _ profile: Profile, to subject: Name, key subjectKey: SubjectPublicKeyInfo,
    serialNumber: SerialNumber, validity: Validity,
    details: CertificateDetails = CertificateDetails(),
    into out: inout OutputSpan<UInt8>
  ) throws(X509Error) {
    guard profile.isSatisfied(by: subject) else { throw .subjectHasNoName }
    guard profile.isSatisfied(by: validity) else { throw .endOfDeviceIdentity }
    guard !profile.isAuthority || details.revocation != .unavailable else {
      throw .authorityCannotBeRevoked
    }
    try issue(
      .new(profile, details), to: subject, key: subjectKey, serialNumber: serialNumber,
      validity: validity, into: &out)
  }

  mutating func issue(
    _ statements: Statements, to subject: Name, key subjectKey: SubjectPublicKeyInfo,
    serialNumber: SerialNumber, validity: Validity, into out: inout OutputSpan<UInt8>
  ) throws(X509Error) {
    guard subjectKey.algorithm.isCertified else { throw .publicKeyForm }
    let certificate = TBSCertificate(
      serialNumber: serialNumber, signature: key.algorithm, issuer: name,
      validity: validity, subject: subject, subjectPublicKeyInfo: subjectKey,
      statements: statements,
      subjectKeyIdentifier: try keyIdentifier(of: subjectKey.publicKey),
      authorityKeyIdentifier: try keyIdentifier(of: publicKey.span))
    let start = out.count
    do throws(X509Error) { try sign(certificate, into: &out) } catch {
      out.removeLast(out.count - start)
      throw error
    }
  }

  /// The leftmost 160 bits of the key's SHA-256 (RFC 7093, 2, method 1).
  func keyIdentifier(of publicKey: Span<UInt8>) throws(X509Error) -> [UInt8] {
    let digest: [UInt8]
    do throws(CryptoError) {
      digest = try [UInt8](capacity: Crypto.SHA256.digestLength) {
        out throws(CryptoError) in
        var hash = try Crypto.SHA256()
        try hash.update(publicKey)
        try hash.finish(into: &out)
      }
    } catch { throw .crypto(error) }
    return Array(digest.prefix(20))
  }

  /// Certificate  ::=  SEQUENCE  {
  ///      tbsCertificate       TBSCertificate,
  ///      signatureAlgorithm   AlgorithmIdentifier,
  ///      signatureValue       BIT STRING  }
  private mutating func sign(
    _ certificate: TBSCertificate, into out: inout OutputSpan<UInt8>
  ) throws(X509Error) {
    try out.signed(by: &key, "Certificate") { out throws(WireError) in
      try out.tbsCertificate(certificate)
    }
  }
}
