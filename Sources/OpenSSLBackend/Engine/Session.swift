import COpenSSL
import TLS

/// An `SSL`: one connection, with memory on both sides where libssl expects a socket.
struct Session: ~Copyable {
  let pointer: OpaquePointer
  /// From the peer, not yet read by libssl; the session owns both.
  let incoming: OpaquePointer
  /// For the peer, not yet polled.
  let outgoing: OpaquePointer

  init(_ context: borrowing SSLContext) throws(TLSError) {
    let memory = context.datagrams == nil ? BIO_s_mem() : datagramMemory
    let new = (SSL_new(context.pointer), BIO_new(memory), BIO_new(memory))
    guard case (let pointer?, let incoming?, let outgoing?) = new else {
      SSL_free(new.0)
      BIO_free(new.1)
      BIO_free(new.2)
      throw TLSError.ofLibrary(.library)
    }
    SSL_set_bio(pointer, incoming, outgoing)
    self.pointer = pointer
    self.incoming = incoming
    self.outgoing = outgoing
  }

  deinit { SSL_free(pointer) }
}

extension Session {
  /// A client names the server that it wants, if the name is one (RFC 6066, 3).
  borrowing func begin(as role: TLSRole, to serverName: [CChar]) throws(TLSError) {
    guard role == .client else { return SSL_set_accept_state(pointer) }
    SSL_set_connect_state(pointer)
    guard serverName.isEmpty || things_SSL_set_tlsext_host_name(pointer, serverName) == 1 else {
      throw TLSError.ofLibrary(.configuration(.expectedName))
    }
  }

  /// Whether memory could be had for them.
  borrowing func put(_ bytes: Span<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer {
      var taken = 0
      return $0.isEmpty || BIO_write_ex(incoming, $0.baseAddress, $0.count, &taken) == 1
    }
  }

  /// Over datagrams, the length of the next.
  borrowing func pendingOutput() -> Int { BIO_ctrl_pending(outgoing) }

  borrowing func forgetOutput() { _ = BIO_ctrl(outgoing, BIO_CTRL_RESET, 0, nil) }

  borrowing func take(into out: inout OutputSpan<UInt8>) {
    out.withUnsafeMutableBufferPointer { buffer, count in
      var taken = 0
      _ = BIO_read_ex(outgoing, buffer.baseAddress.map { $0 + count }, buffer.count - count, &taken)
      count += taken
    }
  }
}

extension Session {
  /// Whether the peer has not yet said a word that libssl could read.
  borrowing func isUnanswered() -> Bool {
    let state = SSL_get_state(pointer)
    return state == TLS_ST_BEFORE || state == TLS_ST_CW_CLNT_HELLO
  }

  borrowing func negotiated(by identity: [UInt8]) -> NegotiatedParameters {
    // A key that was shared before counts as a session of before, to libssl in TLS 1.3.
    let isResumed = SSL_session_reused(pointer) == 1 && identity.isEmpty
    var name: UnsafePointer<UInt8>?
    var length: UInt32 = 0
    SSL_get0_alpn_selected(pointer, &name, &length)
    let cipher = SSL_get_current_cipher(pointer)
    var parameters = NegotiatedParameters(
      version: TLSVersion(code: UInt16(truncatingIfNeeded: SSL_version(pointer))),
      suite: CipherSuite(code: cipher.map { SSL_CIPHER_get_protocol_id($0) } ?? 0),
      applicationProtocol: Array(UnsafeBufferPointer(start: name, count: Int(length))),
      peerCertificate: peerCertificate(), identity: identity)
    parameters.group = group(isResumed: isResumed)
    parameters.isResumed = isResumed
    return parameters
  }

  /// Of a session that came back, the certificate that was shown when it began.
  private borrowing func peerCertificate() -> [UInt8] {
    SSL_get0_peer_certificate(pointer).map { der(of: $0) } ?? []
  }
}
