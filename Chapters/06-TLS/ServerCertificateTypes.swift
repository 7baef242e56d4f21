import Primitives
import Wire

/// In what form each side shows its public key. A server that has none in common with
/// its client says unsupported_certificate (RFC 7250, 4.2).
struct CertificateTypes {
  /// `nil` where nothing is shown.
  var server: CertificateType?
  var client: CertificateType?
}

extension ClientHello {
  /// Who says nothing speaks of X.509.
  func certificateTypes(
    for context: TLSContext<some CryptoProvider>, _ identity: OwnIdentity
  ) throws(TLSError) -> CertificateTypes {
    var types = CertificateTypes()
    guard (serverCertificateTypes ?? [.x509]).contains(identity.type) else {
      throw TLSError(.nothingInCommon(.certificateType), peer: .client)
    }
    types.server = identity.type
    guard context.asksForClientCertificate else { return types }

    let wanted =
      context.reenactment.believesKeysInCertificates
      ? .x509 : context.trust.certificateType
    guard (clientCertificateTypes ?? [.x509]).contains(wanted) else {
      throw TLSError(.nothingInCommon(.certificateType), peer: .client)
    }
    types.client = wanted
    return types
  }
}
