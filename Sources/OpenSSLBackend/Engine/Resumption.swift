import COpenSSL
import Primitives
import TLS

extension SSLContext {
  /// Nobody comes back unless the configuration says so.
  borrowing func resume(_ resumption: Resumption, as role: TLSRole) throws(TLSError) {
    guard case .tickets(let lifetime) = resumption else {
      _ = SSL_CTX_set_options(pointer, things_SSL_OP_NO_TICKET())
      _ = things_SSL_CTX_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
      _ = SSL_CTX_set_num_tickets(pointer, 0)
      return
    }
    switch role {
    case .client:
      let mode = SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL
      _ = things_SSL_CTX_set_session_cache_mode(pointer, Int(mode))
      SSL_CTX_sess_set_new_cb(pointer, keepSession)
    case .server:
      // A ticket holds all that there is to know, and the server keeps nothing.
      _ = things_SSL_CTX_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
      _ = SSL_CTX_set_timeout(pointer, Int(lifetime))
      let name: [UInt8] = Array("things".utf8)
      guard SSL_CTX_set_num_tickets(pointer, 1) == 1,
        SSL_CTX_set_session_id_context(pointer, name, UInt32(name.count)) == 1
      else { throw TLSError.ofLibrary(.configuration(.resumption)) }
    }
  }
}

/// Called when a session is there to come back with: at the end of a handshake in TLS 1.2,
/// for each ticket in 1.3. It answers that it has kept no reference.
private let keepSession: @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32 = {
  connection, session in
  guard let testimony = Testimony.of(connection), let session,
    SSL_SESSION_has_ticket(session) == 1
  else { return 0 }
  let length = i2d_SSL_SESSION(session, nil)
  guard length > 0 else { return 0 }
  let label = testimony.engine.sessionLabel.bytes
  let bytes = Secret(count: label.count + Int(length)) { bytes in
    for i in label.indices { bytes[i] = label[i] }
    bytes.withUnsafeMutableBufferPointer {
      var cursor = $0.baseAddress.map { $0 + label.count }
      _ = i2d_SSL_SESSION(session, &cursor)
    }
  }
  testimony.sessions.append(TLSSession(bytes))
  return 0
}

extension Session {
  /// Comes back, if the server still knows the ticket; if not, all begins anew.
  borrowing func resume(_ session: TLSSession, from offset: Int) throws(TLSError) {
    guard let own = read(session.bytes, from: offset) else {
      throw TLSError.ofLibrary(.configuration(.session))
    }
    defer { SSL_SESSION_free(own) }
    guard SSL_set_session(pointer, own) == 1 else {
      throw TLSError.ofLibrary(.configuration(.session))
    }
  }
}

/// An `SSL_SESSION`; `nil` unless the bytes are one and nothing else.
private func read(_ form: borrowing Secret, from offset: Int) -> OpaquePointer? {
  form.bytes.withUnsafeBufferPointer { whole in
    let bytes = UnsafeBufferPointer(rebasing: whole[offset...])
    var cursor = bytes.baseAddress
    guard let session = d2i_SSL_SESSION(nil, &cursor, bytes.count) else { return nil }
    guard cursor == bytes.baseAddress.map({ $0 + bytes.count }) else {
      SSL_SESSION_free(session)
      return nil
    }
    return session
  }
}
