import CMbedTLS
import TLS

extension Verifier {
  /// Chapter 05 judges in the place of the library, which only carries the chain here:
  /// `endEntity` is the first of those that the peer sent.
  func judge(
    _ endEntity: UnsafeMutablePointer<mbedtls_x509_crt>, by judge: ChainJudge
  ) -> (fault: CertificateFault, refusal: TLSError)? {
    var chain: [[UInt8]] = []
    var next: UnsafeMutablePointer<mbedtls_x509_crt>? = endEntity
    while let certificate = next {
      let der = certificate.pointee.raw
      chain.append(Array(UnsafeBufferPointer(start: der.p, count: der.len)))
      next = certificate.pointee.next
    }
    do throws(TLSError) {
      try judge.judge(
        chain, stapled: .none, at: context.date ?? Int64(time(nil)),
        using: MbedTLSCrypto.self)
      return nil
    } catch {
      guard case .certificate(let fault, _, _) = error.cause else {
        return (.other, error)
      }
      return (fault, error)
    }
  }
}

extension CertificateFault {
  /// From this flag the library knows which alert the peer must get.
  var flag: CInt {
    switch self {
    case .unknownIssuer, .badSignature, .notAnAuthority: MBEDTLS_X509_BADCERT_NOT_TRUSTED
    case .expired: MBEDTLS_X509_BADCERT_EXPIRED
    case .notYetValid: MBEDTLS_X509_BADCERT_FUTURE
    case .wrongName: MBEDTLS_X509_BADCERT_CN_MISMATCH
    case .wrongPurpose: MBEDTLS_X509_BADCERT_EXT_KEY_USAGE
    case .revoked: MBEDTLS_X509_BADCERT_REVOKED
    case .revocationUnknown: MBEDTLS_X509_BADCRL_NOT_TRUSTED
    case .weakAlgorithm: MBEDTLS_X509_BADCERT_BAD_MD
    case .unreadable, .other: MBEDTLS_X509_BADCERT_BAD_KEY
    }
  }
}
