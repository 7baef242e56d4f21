import Identity
import Primitives

extension Issuer where Key: ~Copyable {
  /// A certificate for the key in the request, if its sender holds it.
  ///
  /// Every name comes from the caller, in `subject` and `profile`. What the sender would
  /// like to be called stands in the request, and is no more than a wish.
  public mutating func issue(
    _ profile: Profile, to subject: Name, for request: CertificationRequest,
    serialNumber: SerialNumber, validity: Validity,
    details: CertificateDetails = CertificateDetails()
  ) throws(X509Error) -> [UInt8] {
    do throws(SignatureFault) { try request.checkSignature(using: Crypto.self) } catch {
      throw .proofOfPossession(error)
    }
    guard !request.extensions.hasUnknownCritical else {
      throw .unknownExtensionAskedFor
    }
    return try issue(
      profile, to: subject, key: request.subjectPublicKeyInfo,
      serialNumber: serialNumber, validity: validity, details: details)
  }
}
