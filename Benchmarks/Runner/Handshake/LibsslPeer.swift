// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import TLS

/// libssl called by hand, as its manual shows it: memory on both sides, its own verification,
/// nothing of ours around it.
final class LibsslStack: SpeedStack {
  private let context: OpaquePointer
  private let role: TLSRole

  init(
    _ credentials: SpeedCredentials, as role: TLSRole, resumes: Bool,
    releasesBuffers: Bool = false
  ) throws {
    self.role = role
    guard let context = SSL_CTX_new(role == .client ? TLS_client_method() : TLS_server_method())
    else { throw BenchmarkError("libssl made no context") }
    self.context = context
    let identity = credentials.identity(of: role)
    let store = SSL_CTX_get_cert_store(context)
    let root = certificate(credentials.root)
    let own = certificate(identity.certificate)
    let key = privateKey(identity.privateKey)
    defer {
      X509_free(root)
      X509_free(own)
      EVP_PKEY_free(key)
    }
    let checks = SSL_CTX_get0_param(context)
    X509_VERIFY_PARAM_set_time(checks, time_t(SpeedCredentials.now))
    var group = NID_X25519
    let name: [UInt8] = Array("things".utf8)
    guard X509_STORE_add_cert(store, root) == 1, SSL_CTX_use_certificate(context, own) == 1,
      SSL_CTX_use_PrivateKey(context, key) == 1,
      things_SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1,
      SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") == 1,
      things_SSL_CTX_set1_groups(context, &group, 1) == 1,
      SSL_CTX_set_session_id_context(context, name, UInt32(name.count)) == 1,
      role == .server
        || X509_VERIFY_PARAM_set1_host(
          checks, SpeedCredentials.host, SpeedCredentials.host.utf8.count) == 1
    else { throw BenchmarkError("libssl did not take the configuration") }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    _ = things_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
    _ = SSL_CTX_set_num_tickets(context, resumes ? 1 : 0)
    if releasesBuffers { _ = things_SSL_CTX_set_mode(context, Int(SSL_MODE_RELEASE_BUFFERS)) }
  }

  deinit { SSL_CTX_free(context) }

  func connect(resuming session: AnyObject?) throws -> any SpeedPeer {
    try LibsslPeer(context, role, session as? LibsslSession)
  }
}

private func certificate(_ der: [UInt8]) -> OpaquePointer? {
  der.withUnsafeBufferPointer {
    var cursor = $0.baseAddress
    return d2i_X509(nil, &cursor, $0.count)
  }
}

private func privateKey(_ pkcs8: [UInt8]) -> OpaquePointer? {
  pkcs8.withUnsafeBufferPointer {
    var cursor = $0.baseAddress
    let info = d2i_PKCS8_PRIV_KEY_INFO(nil, &cursor, $0.count)
    defer { PKCS8_PRIV_KEY_INFO_free(info) }
    return EVP_PKCS82PKEY(info)
  }
}

/// An `SSL_SESSION`.
final class LibsslSession {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { SSL_SESSION_free(pointer) }
}

final class LibsslPeer: SpeedPeer {
  private let ssl: OpaquePointer
  private let incoming, outgoing: OpaquePointer
  private(set) var isConnected = false
  private(set) var received = 0
  /// One for all: what is read goes nowhere.
  nonisolated(unsafe) private static let scratch =
    UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 16_384)

  init(_ context: OpaquePointer, _ role: TLSRole, _ session: LibsslSession?) throws {
    guard let ssl = SSL_new(context), let incoming = BIO_new(BIO_s_mem()),
      let outgoing = BIO_new(BIO_s_mem())
    else { throw BenchmarkError("libssl made no connection") }
    SSL_set_bio(ssl, incoming, outgoing)
    self.ssl = ssl
    self.incoming = incoming
    self.outgoing = outgoing
    if role == .client {
      SSL_set_connect_state(ssl)
      _ = things_SSL_set_tlsext_host_name(ssl, SpeedCredentials.host)
      if let session { _ = SSL_set_session(ssl, session.pointer) }
      try step()
    } else {
      SSL_set_accept_state(ssl)
    }
  }

  /// Without a goodbye the session could not come back, so libssl is told that there was one.
  deinit {
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
    SSL_free(ssl)
  }

  var isResumed: Bool { SSL_session_reused(ssl) == 1 }
  var session: AnyObject? { SSL_get1_session(ssl).map { LibsslSession($0) } }

  func receive(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    var taken = 0
    guard BIO_write_ex(incoming, bytes.baseAddress, bytes.count, &taken) == 1 else {
      throw BenchmarkError("libssl took no bytes")
    }
    try step()
  }

  private func step() throws {
    if !isConnected {
      let outcome = SSL_do_handshake(ssl)
      guard outcome == 1 else {
        guard SSL_get_error(ssl, outcome) == SSL_ERROR_WANT_READ else {
          let reason = ERR_reason_error_string(ERR_get_error()).map { String(cString: $0) }
          throw BenchmarkError("libssl's handshake failed: \(reason ?? "for no reason")")
        }
        return
      }
      isConnected = true
    }
    while true {
      var count = 0
      guard SSL_read_ex(ssl, Self.scratch.baseAddress, Self.scratch.count, &count) == 1 else {
        return
      }
      received += count
    }
  }

  func send(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    var written = 0
    guard SSL_write_ex(ssl, bytes.baseAddress, bytes.count, &written) == 1 else {
      throw BenchmarkError("libssl sent nothing")
    }
  }

  func drain(into room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    guard BIO_ctrl_pending(outgoing) > 0 else { return 0 }
    var count = 0
    _ = BIO_read_ex(outgoing, room.baseAddress, room.count, &count)
    return count
  }
}
