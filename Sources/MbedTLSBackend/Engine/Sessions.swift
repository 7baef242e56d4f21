import CMbedTLS
import Primitives
import TLS

extension Context {
  /// What a client comes back with; `nil` if the server gave it no ticket.
  func session(of ssl: UnsafeMutablePointer<mbedtls_ssl_context>) -> TLSSession? {
    guard keepsSessions else { return nil }
    var session = mbedtls_ssl_session()
    mbedtls_ssl_session_init(&session)
    defer { mbedtls_ssl_session_free(&session) }
    var length = 0
    guard mbedtls_ssl_get_session(ssl, &session) == 0,
      things_ssl_session_has_ticket(&session) != 0,
      mbedtls_ssl_session_save(&session, nil, 0, &length)
        == MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL
    else { return nil }

    let label = sessionLabel.bytes
    var outcome: CInt = 0
    let bytes = Secret(count: label.count + length) { bytes in
      for i in label.indices { bytes[i] = label[i] }
      outcome = bytes.withUnsafeMutableBufferPointer {
        let room = UnsafeMutableBufferPointer(rebasing: $0[label.count...])
        return mbedtls_ssl_session_save(&session, room.baseAddress, room.count, &length)
      }
    }
    return outcome == 0 ? TLSSession(bytes) : nil
  }

  /// Comes back, if the server still knows the ticket; if not, all begins anew.
  func resume(
    _ session: TLSSession, in ssl: UnsafeMutablePointer<mbedtls_ssl_context>
  ) throws(TLSError) {
    guard keepsSessions else { throw TLSError(.configuration(.session)) }
    let offset = try sessionLabel.offset(in: session)
    let outcome = load(session.bytes, from: offset, into: ssl)
    guard outcome == 0 else {
      throw TLSError(.configuration(.session), ofLibrary: outcome)
    }
  }

  private func load(
    _ form: borrowing Secret, from offset: Int,
    into ssl: UnsafeMutablePointer<mbedtls_ssl_context>
  ) -> CInt {
    var session = mbedtls_ssl_session()
    mbedtls_ssl_session_init(&session)
    defer { mbedtls_ssl_session_free(&session) }
    let outcome = form.bytes.withUnsafeBufferPointer { whole in
      let bytes = UnsafeBufferPointer(rebasing: whole[offset...])
      return mbedtls_ssl_session_load(&session, bytes.baseAddress, bytes.count)
    }
    return outcome == 0 ? mbedtls_ssl_set_session(ssl, &session) : outcome
  }
}
