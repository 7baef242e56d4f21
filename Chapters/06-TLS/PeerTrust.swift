import Certificates
import Primitives
import Wire

/// Whom we believe, and by what.
struct PeerTrust: Sendable {
  /// Knows the roots, and by which name the peer must go; `nil` where no certificate could
  /// be verified.
  let judge: ChainJudge?
  /// SubjectPublicKeyInfo in DER, believed without any certificate.
  let trustedKeys: [[UInt8]]

  init<Crypto: CryptoProvider>(
    _ configuration: borrowing TLSConfiguration, as role: TLSRole,
    using crypto: Crypto.Type
  ) throws(TLSError) {
    guard Crypto.canAuthenticate else {
      guard configuration.roots.isEmpty, configuration.trustedKeys.isEmpty else {
        throw TLSError(.configuration(.roots))
      }
      judge = nil
      trustedKeys = []
      return
    }
    judge = try ChainJudge(configuration, as: role, using: crypto)
    for der in configuration.trustedKeys {
      do throws(DERError) { _ = try SubjectPublicKeyInfo(der: der) } catch {
        throw TLSError(.configuration(.trustedKeys))
      }
    }
    trustedKeys = configuration.trustedKeys
  }

  /// What the peer must show.
  var certificateType: CertificateType { trustedKeys.isEmpty ? .x509 : .rawPublicKey }
}
