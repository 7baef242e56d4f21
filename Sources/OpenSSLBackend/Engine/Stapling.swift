import COpenSSL
import TLS

extension SSLContext {
  /// A server staples what it has; a client looks at what was stapled, or that nothing was.
  borrowing func staple(_ response: [UInt8], as role: TLSRole, asks: Bool) {
    switch role {
    case .client where asks:
      _ = things_SSL_CTX_set_tlsext_status_cb(pointer, judgeStaple)
    case .server where !response.isEmpty:
      _ = things_SSL_CTX_set_tlsext_status_cb(pointer, giveStaple)
    default: break
    }
  }
}

private let giveStaple: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = {
  connection, _ in
  guard let response = Testimony.of(connection)?.engine.stapledResponse,
    things_SSL_set_tlsext_status_ocsp_resp(connection, response, response.count) == 1
  else { return SSL_TLSEXT_ERR_NOACK }
  return SSL_TLSEXT_ERR_OK
}

/// The second look at a chain, when everything that can come with it has come.
private let judgeStaple: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = {
  connection, _ in
  guard let testimony = Testimony.of(connection) else { return -1 }
  // TLS 1.3 has had its only look already.
  guard SSL_version(connection) != TLS1_3_VERSION else { return 1 }
  return testimony.judge(stapledAnswer(of: connection)) == nil ? 1 : 0
}

func stapledAnswer(of connection: OpaquePointer?) -> StapledAnswer {
  var response: UnsafePointer<UInt8>?
  let length = things_SSL_get_tlsext_status_ocsp_resp(connection, &response)
  guard let response, length > 0 else { return .none }
  return .response(Array(UnsafeBufferPointer(start: response, count: length)))
}

extension Session {
  borrowing func askForStaple() throws(TLSError) {
    guard things_SSL_set_tlsext_status_type(pointer, TLSEXT_STATUSTYPE_ocsp) == 1 else {
      throw TLSError.ofLibrary(.configuration(.revocation))
    }
  }
}
