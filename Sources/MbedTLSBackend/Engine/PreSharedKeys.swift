import CMbedTLS
import Primitives
import TLS

extension Context {
  func loadPreSharedKeys() throws(TLSError) {
    guard let first = preSharedKeys.first else { return }
    guard preSharedKeys.allSatisfy({ $0.key.count <= Int(MBEDTLS_PSK_MAX_LEN) }) else {
      throw TLSError(.configuration(.preSharedKeys))
    }
    switch role {
    case .client:
      let outcome = lend(first.key) {
        mbedtls_ssl_conf_psk(
          settings, $0.baseAddress, $0.count, first.identity, first.identity.count)
      }
      guard outcome == 0 else {
        throw TLSError(.configuration(.preSharedKeys), ofLibrary: outcome)
      }
    case .server:
      mbedtls_ssl_conf_psk_cb(
        settings, findKey, Unmanaged.passUnretained(self).toOpaque())
    }
  }

  /// Every key is compared with, so that the time does not tell which identities there are.
  fileprivate func key(of identity: UnsafeBufferPointer<UInt8>) -> PreSharedKey? {
    var found: PreSharedKey?
    for candidate in preSharedKeys {
      let name = candidate.identity
      if constantTimeEqual(name.span, identity.span) { found = candidate }
    }
    return found
  }
}

/// Called when a client has said its identity; what is not 0 ends the handshake with
/// unknown_psk_identity.
private func findKey(
  _ context: UnsafeMutableRawPointer?, _ ssl: UnsafeMutablePointer<mbedtls_ssl_context>?,
  _ identity: UnsafePointer<UInt8>?, _ count: Int
) -> CInt {
  guard let context, let ssl, let transport = things_ssl_bio(ssl) else {
    return MBEDTLS_ERR_SSL_INTERNAL_ERROR
  }
  let name = UnsafeBufferPointer(start: identity, count: count)
  let keys = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
  guard let key = keys.key(of: name) else { return MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY }
  Unmanaged<Transport>.fromOpaque(transport).takeUnretainedValue().identity = Array(name)
  return lend(key.key) {
    mbedtls_ssl_set_hs_psk(ssl, $0.baseAddress, $0.count)
  }
}

/// The library copies what it is shown, and wipes its copy.
private func lend(
  _ key: borrowing Secret, _ body: (UnsafeBufferPointer<UInt8>) -> CInt
) -> CInt {
  key.bytes.withUnsafeBufferPointer(body)
}
