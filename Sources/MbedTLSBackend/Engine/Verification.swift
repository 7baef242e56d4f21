import CMbedTLS
import TLS

/// What we ask of a chain beyond what the library asks, and which certificate failed.
/// One for each channel; an object, since the library keeps its address.
final class Verifier {
  let context: Context
  /// The first fault that was found, from the root down.
  private(set) var refusal: TLSError?
  /// Set when the end entity has passed: without it nobody is connected.
  private(set) var endEntityPassed = false

  init(_ context: Context) { self.context = context }

  func attach(to ssl: UnsafeMutablePointer<mbedtls_ssl_context>) {
    mbedtls_ssl_set_verify(
      ssl, verifyCallback, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Called once for each certificate of the chain, the root first; depth 0 is the end
  /// entity. What is added to `flags` makes the library refuse the peer.
  func check(
    _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>, depth: Int,
    flags: inout UInt32
  ) {
    if let judge = context.judge {
      // The library goes from the root down, so the end entity has the last word.
      flags = 0
      guard depth == 0 else { return }
      if let verdict = self.judge(certificate, by: judge) {
        flags = UInt32(verdict.fault.flag)
        refusal = verdict.refusal
      }
      endEntityPassed = refusal == nil
      return
    }
    checkTime(certificate, &flags)
    if depth == 0 {
      checkName(certificate, &flags)
      checkPurpose(certificate, &flags)
    }
    if flags != 0, refusal == nil {
      refusal = TLSError(
        fault(flags, in: certificate, depth: depth), peer: context.role.peer,
        reason: text(ofFlags: flags), code: Int(flags))
    }
    if depth == 0 { endEntityPassed = refusal == nil }
  }

  /// The library has asked its own clock; a time that was given overrules that.
  private func checkTime(
    _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>, _ flags: inout UInt32
  ) {
    guard let time = context.verificationTime else { return }
    flags.set(MBEDTLS_X509_BADCERT_EXPIRED, certificate.pointee.valid_to.isBefore(time))
    flags.set(
      MBEDTLS_X509_BADCERT_FUTURE, time.isBefore(certificate.pointee.valid_from))
  }

  /// The library asks this too, but later, when nobody hears for which certificate.
  private func checkPurpose(
    _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>, _ flags: inout UInt32
  ) {
    // id-kp-serverAuth and id-kp-clientAuth (RFC 5280, 4.2.1.12).
    let purpose: [CChar] = [0x2B, 6, 1, 5, 5, 7, 3, context.role == .client ? 1 : 2]
    if mbedtls_x509_crt_check_extended_key_usage(certificate, purpose, purpose.count)
      != 0
    {
      flags.set(MBEDTLS_X509_BADCERT_EXT_KEY_USAGE, true)
    }
    let usage = CUnsignedInt(MBEDTLS_X509_KU_DIGITAL_SIGNATURE)
    if mbedtls_x509_crt_check_key_usage(certificate, usage) != 0 {
      flags.set(MBEDTLS_X509_BADCERT_KEY_USAGE, true)
    }
  }

  private func checkName(
    _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>, _ flags: inout UInt32
  ) {
    guard let name = context.expectedName else { return }
    if !carries(name, certificate) { flags.set(MBEDTLS_X509_BADCERT_CN_MISMATCH, true) }
  }
}

extension UInt32 {
  mutating func set(_ flag: CInt, _ on: Bool) {
    if on { self |= UInt32(flag) } else { self &= ~UInt32(flag) }
  }

  func has(_ flags: CInt...) -> Bool { flags.contains { self & UInt32($0) != 0 } }
}

/// It never answers with an error of its own: that would be told to the peer as
/// access_denied, whatever the fault.
private func verifyCallback(
  _ verifier: UnsafeMutableRawPointer?,
  _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>?,
  _ depth: CInt, _ flags: UnsafeMutablePointer<UInt32>?
) -> CInt {
  guard let verifier, let certificate, let flags else {
    return MBEDTLS_ERR_X509_FATAL_ERROR
  }
  Unmanaged<Verifier>.fromOpaque(verifier).takeUnretainedValue()
    .check(certificate, depth: Int(depth), flags: &flags.pointee)
  return 0
}
