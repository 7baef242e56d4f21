import Primitives
import Wire

/// In what form each side shows its public key (RFC 7250, 4).
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

    let theirs = clientCertificateTypes ?? [.x509]
    types.client = context.trust.certificateTypes.first { theirs.contains($0) }
    //= rfc7250#4.2
    //# If the TLS server has no certificate type in common with the client,
    guard types.client != nil else {
      throw TLSError(.nothingInCommon(.certificateType), peer: .client)
    }
    return types
  }
}
