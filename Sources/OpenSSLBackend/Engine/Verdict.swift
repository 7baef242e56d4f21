import COpenSSL
import TLS

extension SSLContext {
  /// Chapter 05 judges in the place of libssl, which only carries the chain here.
  borrowing func letChapter05Judge() {
    SSL_CTX_set_cert_verify_callback(pointer, judgeChain, nil)
  }
}

private let judgeChain: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = {
  store, _ in
  let session = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx())
  let connection = session.map { OpaquePointer($0) }
  guard let testimony = Testimony.of(connection) else { return 0 }
  testimony.chain = chain(of: store)
  guard let fault = testimony.judge(firstAnswer(connection, testimony)) else {
    X509_STORE_CTX_set_error(store, X509_V_OK)
    return 1
  }
  X509_STORE_CTX_set_error(store, fault.verifyError)
  return 0
}

/// In TLS 1.3 what is stapled comes with the certificate, and before that later.
private func firstAnswer(_ connection: OpaquePointer?, _ testimony: Testimony) -> StapledAnswer {
  guard testimony.wantsStaple else { return .none }
  return SSL_version(connection) == TLS1_3_VERSION ? stapledAnswer(of: connection) : .notYet
}

/// As the peer sent it, end entity first.
private func chain(of store: OpaquePointer?) -> [[UInt8]] {
  guard let all = X509_STORE_CTX_get0_untrusted(store) else { return [] }
  return (0..<OPENSSL_sk_num(all)).map { der(of: OpaquePointer(OPENSSL_sk_value(all, $0))) }
}

func der(of certificate: OpaquePointer?) -> [UInt8] {
  let length = i2d_X509(certificate, nil)
  guard length > 0 else { return [] }
  return [UInt8](unsafeUninitializedCapacity: Int(length)) { bytes, count in
    var cursor = bytes.baseAddress
    count = Int(max(0, i2d_X509(certificate, &cursor)))
  }
}

extension Testimony {
  /// Whether there will be a second look, when what is stapled has come.
  var wantsStaple: Bool { engine.judge?.wantsStaple ?? false }

  /// What is wrong with the peer's chain; `nil` if nothing is.
  func judge(_ stapled: StapledAnswer) -> CertificateFault? {
    guard let judge = engine.judge else { return .other }
    do throws(TLSError) {
      try judge.judge(
        chain, stapled: stapled, at: engine.verificationTime ?? Int64(time(nil)),
        using: OpenSSLCrypto.self)
      refusal = nil
      return nil
    } catch {
      refusal = error
      guard case .certificate(let fault, _, _) = error.cause else { return .other }
      return fault
    }
  }
}

extension CertificateFault {
  /// From this number libssl knows which alert the peer must get.
  fileprivate var verifyError: Int32 {
    switch self {
    case .unknownIssuer: X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    case .expired: X509_V_ERR_CERT_HAS_EXPIRED
    case .notYetValid: X509_V_ERR_CERT_NOT_YET_VALID
    case .wrongName: X509_V_ERR_HOSTNAME_MISMATCH
    case .badSignature: X509_V_ERR_CERT_SIGNATURE_FAILURE
    case .wrongPurpose: X509_V_ERR_INVALID_PURPOSE
    case .notAnAuthority: X509_V_ERR_INVALID_CA
    case .revoked: X509_V_ERR_CERT_REVOKED
    case .weakAlgorithm: X509_V_ERR_EE_KEY_TOO_SMALL
    case .unreadable: X509_V_ERR_CERT_REJECTED
    case .revocationUnknown, .other: X509_V_ERR_APPLICATION_VERIFICATION
    }
  }
}
