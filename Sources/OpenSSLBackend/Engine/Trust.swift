import COpenSSL
import TLS

extension SSLContext {
  /// Whom we believe, and whom we expect.
  borrowing func trust(
    _ configuration: borrowing TLSConfiguration, as role: TLSRole
  ) throws(TLSError) {
    SSL_CTX_set_info_callback(pointer, noteAlert)
    let asksClients = configuration.clientCertificate == .required
    guard role == .client || (asksClients && configuration.preSharedKeys.isEmpty) else {
      SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
      return
    }
    SSL_CTX_set_verify(
      pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, noteRefusal)
    try addRoots(configuration.roots, as: role)

    let checks = SSL_CTX_get0_param(pointer)
    _ = X509_VERIFY_PARAM_set_flags(checks, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    if let time = configuration.verificationTime {
      X509_VERIFY_PARAM_set_time(checks, time_t(time))
    }
    if let name = configuration.expectedName, !expect(name, in: checks) {
      throw TLSError.ofLibrary(.configuration(.expectedName))
    }
  }

  private borrowing func addRoots(_ roots: [[UInt8]], as role: TLSRole) throws(TLSError) {
    for der in roots {
      guard let root = X509Certificate(der: der),
        X509_STORE_add_cert(SSL_CTX_get_cert_store(pointer), root.pointer) == 1
      else { throw TLSError.ofLibrary(.configuration(.roots)) }
      // A server tells its clients which authorities it believes (RFC 8446, 4.2.4).
      guard role == .client || SSL_CTX_add_client_CA(pointer, root.pointer) == 1 else {
        throw TLSError.ofLibrary(.configuration(.roots))
      }
    }
  }

  //= rfc9525#2
  //# The Common Name RDN MUST NOT be used to identify a service because it
  //# is not strongly typed (it is essentially free-form text) and
  //# therefore suffers from ambiguities in interpretation.
  private borrowing func expect(_ name: ServerName, in checks: OpaquePointer?) -> Bool {
    switch name {
    case .dns(let host):
      X509_VERIFY_PARAM_set_hostflags(
        checks,
        UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
      return X509_VERIFY_PARAM_set1_host(checks, host.map { CChar(bitPattern: $0) }, host.count)
        == 1
    case .ip(let address):
      return X509_VERIFY_PARAM_set1_ip(checks, address, address.count) == 1
    }
  }
}
