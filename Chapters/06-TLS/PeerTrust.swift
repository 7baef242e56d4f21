import Certificates
import Wire

/// Whom we believe, and what about.
struct PeerTrust: Sendable {
  /// Certificates that begin a chain.
  let roots: [Certificate]
  /// SubjectPublicKeyInfo in DER, believed without any certificate.
  let trustedKeys: [[UInt8]]
  /// The server that is meant; `nil` for a server's own trust, and where keys say it all.
  let name: GeneralName?
  let revocation: RevocationPolicy

  init(_ configuration: borrowing TLSConfiguration) throws(TLSError) {
    roots = try certificates(configuration.roots, or: .roots)
    for der in configuration.trustedKeys {
      do throws(DERError) { _ = try SubjectPublicKeyInfo(der: der) } catch {
        throw TLSError(.configuration(.trustedKeys))
      }
    }
    trustedKeys = configuration.trustedKeys
    switch configuration.expectedName {
    case .dns(let name): self.name = .dns(name)
    case .ip(let address): name = .ip(address)
    case nil: name = nil
    }
    revocation = configuration.revocation
  }

  /// What a peer may show, the preferred kind first.
  var certificateTypes: [CertificateType] {
    (trustedKeys.isEmpty ? [] : [.rawPublicKey]) + (roots.isEmpty ? [] : [.x509])
  }
}
