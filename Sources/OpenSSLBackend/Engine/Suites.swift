import COpenSSL
import TLS

extension SSLContext {
  /// OpenSSL keeps two lists, one for TLS 1.3 and one for all that came before.
  borrowing func choose(
    _ suites: [CipherSuite], forPreSharedKeys: Bool
  ) throws(TLSError) {
    if suites.isEmpty && forPreSharedKeys { return try chooseForPreSharedKeys() }
    guard !suites.isEmpty else {
      // Keys that are forgotten after use, a cipher that authenticates, and no short tags.
      try set(SSL_CTX_set_cipher_list, "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AESCCM:!AESCCM8")
      return
    }
    guard !forPreSharedKeys || suites.allSatisfy(canUseSharedKey) else {
      throw TLSError(.configuration(.suites))
    }
    guard let session = SSL_new(pointer) else { throw TLSError.ofLibrary(.library) }
    defer { SSL_free(session) }

    var lists: (tls12: [String], tls13: [String]) = ([], [])
    for suite in suites {
      let code = [UInt8(suite.code >> 8), UInt8(suite.code & 0xFF)]
      guard let cipher = SSL_CIPHER_find(session, code), let name = SSL_CIPHER_get_name(cipher)
      else { throw TLSError.ofLibrary(.configuration(.suites)) }
      if suite.version == .tls13 {
        lists.tls13.append(String(cString: name))
      } else {
        lists.tls12.append(String(cString: name))
      }
    }
    if !lists.tls12.isEmpty {
      try set(SSL_CTX_set_cipher_list, lists.tls12.joined(separator: ":"))
    }
    if !lists.tls13.isEmpty {
      try set(SSL_CTX_set_ciphersuites, lists.tls13.joined(separator: ":"))
    }
  }

  borrowing func set(
    _ list: (OpaquePointer?, UnsafePointer<CChar>?) -> Int32, _ names: String
  ) throws(TLSError) {
    guard list(pointer, names) == 1 else {
      throw TLSError.ofLibrary(.configuration(.suites))
    }
  }
}
