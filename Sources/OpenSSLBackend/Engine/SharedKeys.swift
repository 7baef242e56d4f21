import COpenSSL
import Primitives
import TLS

extension SSLContext {
  /// One callback serves all versions: what it gives, TLS 1.3 uses with SHA-256
  /// (RFC 8446, 4.2.11).
  borrowing func share(_ keys: [PreSharedKey], as role: TLSRole) throws(TLSError) {
    guard !keys.isEmpty else { return }
    switch role {
    case .client: SSL_CTX_set_psk_client_callback(pointer, presentKey)
    case .server:
      SSL_CTX_set_psk_server_callback(pointer, findKey)
      guard things_SSL_CTX_set_dh_auto(pointer, 1) == 1,
        things_SSL_CTX_set_tlsext_servername_callback(pointer, refuseStranger) == 1
      else { throw TLSError.ofLibrary(.configuration(.preSharedKeys)) }
    }
  }

  /// Forward secrecy first; short tags never.
  borrowing func chooseForPreSharedKeys() throws(TLSError) {
    try set(
      SSL_CTX_set_cipher_list,
      "kECDHEPSK+CHACHA20:kDHEPSK+AESGCM:kDHEPSK+AESCCM:kPSK+AESGCM:kPSK+AESCCM:!AESCCM8")
    try set(SSL_CTX_set_ciphersuites, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256")
  }
}

/// A key of ours belongs to SHA-256, and so do all suites of TLS 1.3 but one.
func canUseSharedKey(_ suite: CipherSuite) -> Bool { suite.code != 0x1302 }

private let presentKey: SSL_psk_client_cb_func = {
  session, _, identity, identityRoom, key, keyRoom in
  guard let testimony = Testimony.of(session), let ours = testimony.engine.preSharedKeys.first,
    let identity, ours.identity.count < identityRoom
  else { return 0 }
  for (i, byte) in ours.identity.enumerated() { identity[i] = CChar(bitPattern: byte) }
  identity[ours.identity.count] = 0
  testimony.identity = ours.identity
  return copy(ours.key, to: key, keyRoom)
}

private let findKey: SSL_psk_server_cb_func = { session, identity, key, keyRoom in
  guard let testimony = Testimony.of(session), let identity else { return 0 }
  let wanted = UnsafeBufferPointer(start: identity, count: strlen(identity)).map(
    UInt8.init(bitPattern:))
  // All are looked at, so that the time tells nobody where the list has what.
  var found: PreSharedKey?
  for candidate in testimony.engine.preSharedKeys {
    let identity = candidate.identity
    if constantTimeEqual(identity.span, wanted.span) { found = candidate }
  }
  guard let found else {
    testimony.sawStranger = true
    return 0
  }
  testimony.identity = found.identity
  return copy(found.key, to: key, keyRoom)
}

/// In TLS 1.3 a server that lacks the key goes on with certificates, of which we have none.
/// The question for the server's name comes in time to say what is wrong.
private let refuseStranger:
  @convention(c) (
    OpaquePointer?, UnsafeMutablePointer<Int32>?, UnsafeMutableRawPointer?
  ) -> Int32 = { session, alert, _ in
    guard let testimony = Testimony.of(session), testimony.sawStranger,
      testimony.identity.isEmpty
    else { return SSL_TLSEXT_ERR_NOACK }
    alert?.pointee = SSL_AD_UNKNOWN_PSK_IDENTITY
    return SSL_TLSEXT_ERR_ALERT_FATAL
  }

/// libssl wipes its copy when it has made its secrets of it.
private func copy(
  _ key: borrowing Secret, to room: UnsafeMutablePointer<UInt8>?, _ size: UInt32
) -> UInt32 {
  guard let room, key.count <= size else { return 0 }
  for i in key.bytes.indices { room[i] = key.bytes[i] }
  return UInt32(key.count)
}
