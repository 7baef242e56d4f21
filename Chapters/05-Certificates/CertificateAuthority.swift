import Primitives
import Wire

/// A name and a key that sign certificates.
public struct CertificateAuthority<Crypto: CryptoProvider>: ~Copyable {
  public let name: Name
  /// 65 bytes: 0x04, X, Y.
  public let publicKey: [UInt8]
  var key: Crypto.P256

  public init(name: Name, key: consuming Crypto.P256) throws(X509Error) {
    guard !name.isEmpty else { throw .issuerHasNoName }
    publicKey = try writtenPublicKey(of: key)
    self.name = name
    self.key = key
  }

  /// The authority to which the certificate was given, once or again.
  public init(
    certificate: Certificate, key: consuming Crypto.P256
  ) throws(X509Error) {
    let name = try Name(der: certificate.subject)
    guard !name.isEmpty else { throw .issuerHasNoName }
    let written = try writtenPublicKey(of: key)
    guard isEqual(written.span, certificate.publicKey) else {
      throw .publicKeyMismatch
    }
    publicKey = written
    self.name = name
    self.key = key
  }

  /// Its own certificate, signed by itself; `pathLength` more authorities may stand
  /// between it and an end entity.
  public mutating func root(
    pathLength: UInt8 = 0, serialNumber: SerialNumber, validity: Validity
  ) throws(X509Error) -> [UInt8] {
    try issue(
      .authority(pathLength: pathLength), to: name, publicKey: publicKey,
      serialNumber: serialNumber, validity: validity)
  }

  /// The same as the other `issue`, in an array of its own.
  public mutating func issue(
    _ profile: Profile, to subject: Name, publicKey: [UInt8],
    serialNumber: SerialNumber, validity: Validity,
    details: CertificateDetails = CertificateDetails()
  ) throws(X509Error) -> [UInt8] {
    let room = 1024 + name.bytes + subject.bytes + profile.bytes + details.bytes
    return try [UInt8](capacity: room) { out throws(X509Error) in
      try issue(
        profile, to: subject, publicKey: publicKey, serialNumber: serialNumber,
        validity: validity, details: details, into: &out)
    }
  }

  /// Binds `publicKey` (65 bytes: 0x04, X, Y) to `subject`, for what `profile` allows,
  /// and appends the certificate to `out`; if it throws, `out` is as it was.
  ///
  /// That the subject holds the private key is for the caller to know.
  public mutating func issue(
    _ profile: Profile, to subject: Name, publicKey: [UInt8],
    serialNumber: SerialNumber, validity: Validity,
    details: CertificateDetails = CertificateDetails(),
    into out: inout OutputSpan<UInt8>
  ) throws(X509Error) {
    guard profile.isSatisfied(by: subject) else { throw .subjectHasNoName }
    guard profile.isSatisfied(by: validity) else { throw .endOfDeviceIdentity }
    guard !profile.isAuthority || details.revocation != .unavailable else {
      throw .authorityCannotBeRevoked
    }
    guard publicKey.count == 65, publicKey[0] == 0x04 else { throw .publicKeyForm }
    let certificate = TBSCertificate(
      serialNumber: serialNumber, issuer: name, validity: validity,
      subject: subject, subjectPublicKey: publicKey, profile: profile,
      details: details,
      subjectKeyIdentifier: try keyIdentifier(of: publicKey),
      authorityKeyIdentifier: try keyIdentifier(of: self.publicKey))
    let start = out.count
    do throws(X509Error) { try sign(certificate, into: &out) } catch {
      out.removeLast(out.count - start)
      throw error
    }
  }

  /// The leftmost 160 bits of the key's SHA-256 (RFC 7093, 2, method 1).
  func keyIdentifier(of publicKey: [UInt8]) throws(X509Error) -> [UInt8] {
    let digest = try bytes(Crypto.SHA256.digestLength) { out throws(CryptoError) in
      var hash = try Crypto.SHA256()
      try hash.update(publicKey.span)
      try hash.finish(into: &out)
    }
    return Array(digest.prefix(20))
  }

  /// Certificate  ::=  SEQUENCE  {
  ///      tbsCertificate       TBSCertificate,
  ///      signatureAlgorithm   AlgorithmIdentifier,
  ///      signatureValue       BIT STRING  }
  private mutating func sign(
    _ certificate: TBSCertificate, into out: inout OutputSpan<UInt8>
  ) throws(X509Error) {
    let whole: OpenValue
    let start: Int
    do throws(WireError) {
      whole = try out.open(.sequence, "Certificate")
      start = out.count
      try out.tbsCertificate(certificate)
    } catch { throw .encoding(error) }
    let signature = try bytes(Crypto.P256.maximumSignatureLength) {
      signature throws(CryptoError) in
      try key.sign(out.span.extracting(start...), into: &signature)
    }
    do throws(WireError) {
      try out.ecdsaWithSHA256("signatureAlgorithm")
      try out.bitString(signature.span, "signatureValue")
      try out.close(whole)
    } catch { throw .encoding(error) }
  }
}

/// 65 bytes: 0x04, X, Y.
func writtenPublicKey<Key: Signer & ~Copyable>(
  of key: borrowing Key
) throws(X509Error) -> [UInt8] {
  try bytes(Key.publicKeyLength) { out throws(CryptoError) in
    try key.publicKey(into: &out)
  }
}

private func bytes(
  _ capacity: Int,
  _ append: (inout OutputSpan<UInt8>) throws(CryptoError) -> Void
) throws(X509Error) -> [UInt8] {
  do throws(CryptoError) {
    return try [UInt8](capacity: capacity, initializingWith: append)
  } catch { throw .crypto(error) }
}
