import CMbedTLS
import TLS

extension Verifier {
  /// Names the fault; where a certificate has several, the one that weighs most.
  func fault(
    _ flags: UInt32, in certificate: UnsafeMutablePointer<mbedtls_x509_crt>, depth: Int
  ) -> TLSError.Cause {
    if flags.has(MBEDTLS_X509_BADCERT_NOT_TRUSTED) {
      return untrusted(certificate, depth: depth)
    }
    let fault: CertificateFault =
      if flags.has(MBEDTLS_X509_BADCERT_REVOKED) {
        .revoked
      } else if flags.has(
        MBEDTLS_X509_BADCERT_BAD_MD, MBEDTLS_X509_BADCERT_BAD_PK,
        MBEDTLS_X509_BADCERT_BAD_KEY)
      {
        .weakAlgorithm
      } else if flags.has(MBEDTLS_X509_BADCERT_EXPIRED) {
        .expired
      } else if flags.has(MBEDTLS_X509_BADCERT_FUTURE) {
        .notYetValid
      } else if flags.has(MBEDTLS_X509_BADCERT_CN_MISMATCH) {
        .wrongName
      } else if flags.has(
        MBEDTLS_X509_BADCERT_KEY_USAGE, MBEDTLS_X509_BADCERT_EXT_KEY_USAGE,
        MBEDTLS_X509_BADCERT_NS_CERT_TYPE)
      {
        .wrongPurpose
      } else {
        .other
      }
    return .certificate(fault, depth: depth, subject: subjectText(of: certificate))
  }

  /// The library has one flag for "no parent that will do". We look again for whoever
  /// bears the issuer's name, and say why that one would not.
  private func untrusted(
    _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>, depth: Int
  ) -> TLSError.Cause {
    let namesakes = issuers(of: certificate)
    if let issuer = namesakes.first(where: { !mayIssue($0, depth: depth) }) {
      return .certificate(
        .notAnAuthority, depth: depth + 1, subject: subjectText(of: issuer))
    }
    return .certificate(
      namesakes.isEmpty ? .unknownIssuer : .badSignature, depth: depth,
      subject: subjectText(of: certificate))
  }

  private func mayIssue(
    _ issuer: UnsafeMutablePointer<mbedtls_x509_crt>, depth: Int
  ) -> Bool {
    let limit = Int(things_x509_path_limit(issuer))
    let signs = CUnsignedInt(MBEDTLS_X509_KU_KEY_CERT_SIGN)
    return things_x509_is_authority(issuer) != 0
      && mbedtls_x509_crt_check_key_usage(issuer, signs) == 0
      && (limit == 0 || depth < limit)
  }

  /// The peer's other certificates, and the roots, that the issuer's name leads to.
  private func issuers(
    of certificate: UnsafeMutablePointer<mbedtls_x509_crt>
  ) -> [UnsafeMutablePointer<mbedtls_x509_crt>] {
    var found: [UnsafeMutablePointer<mbedtls_x509_crt>] = []
    for first in [certificate.pointee.next, context.roots] {
      var next = first
      while let candidate = next {
        if candidate.pointee.subject_raw.holdsSame(as: certificate.pointee.issuer_raw) {
          found.append(candidate)
        }
        next = candidate.pointee.next
      }
    }
    return found
  }
}

/// The library's words, of which it keeps one line for each flag.
func text(ofFlags flags: UInt32) -> [UInt8] {
  let lines = cText { mbedtls_x509_crt_verify_info($0, $1, "", flags) }
  return Array(
    lines.split(separator: UInt8(ascii: "\n")).joined(separator: Array("; ".utf8)))
}

extension mbedtls_x509_buf {
  func holdsSame(as other: mbedtls_x509_buf) -> Bool {
    UnsafeBufferPointer(start: p, count: len)
      .elementsEqual(UnsafeBufferPointer(start: other.p, count: other.len))
  }
}
