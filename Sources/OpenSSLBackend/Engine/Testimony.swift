import COpenSSL
import TLS

/// What one connection's callbacks saw. libssl itself reports only "certificate verify
/// failed"; which certificate, and why, it tells nobody but the callback.
final class Testimony {
  /// Not a witness, but asked for by the callbacks: who made the connection.
  let engine: OpenSSLEngine
  var refusal: TLSError?
  /// The fatal alert that went to the peer.
  var alert: Alert?
  /// The identity whose key was handed out last.
  var identity: [UInt8] = []
  /// Whether a key was asked for that we do not have.
  var sawStranger = false
  /// What the peer showed, for a second look; kept where chapter 05 judges, until it has.
  var chain: [[UInt8]] = []
  /// What nobody has polled yet.
  var sessions: [TLSSession] = []

  init(_ engine: OpenSSLEngine) { self.engine = engine }

  static func of(_ session: OpaquePointer?) -> Testimony? {
    things_SSL_get_app_data(session).map {
      Unmanaged<Testimony>.fromOpaque($0).takeUnretainedValue()
    }
  }
}

/// Called for each certificate of a chain; it changes no verdict.
let noteRefusal: @convention(c) (Int32, OpaquePointer?) -> Int32 = { verdict, store in
  guard verdict != 1 else { return verdict }
  let session = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx())
  let number = X509_STORE_CTX_get_error(store)
  Testimony.of(session.map { OpaquePointer($0) })?.refusal = TLSError(
    .certificate(
      CertificateFault(verifyError: number),
      depth: Int(X509_STORE_CTX_get_error_depth(store)),
      subject: subject(of: X509_STORE_CTX_get_current_cert(store))),
    reason: bytes(of: X509_verify_cert_error_string(Int(number))), code: Int(number))
  return verdict
}

/// Called at each step of a handshake, and for each alert.
let noteAlert: @convention(c) (OpaquePointer?, Int32, Int32) -> Void = { session, event, value in
  guard event == SSL_CB_WRITE_ALERT, value >> 8 == SSL3_AL_FATAL else { return }
  Testimony.of(session)?.alert = Alert(code: UInt8(truncatingIfNeeded: value))
}

/// As RFC 4514 writes it, control characters escaped.
func subject(of certificate: OpaquePointer?) -> [UInt8] {
  guard let certificate, let text = BIO_new(BIO_s_mem()) else { return [] }
  defer { BIO_free(text) }
  _ = X509_NAME_print_ex(
    text, X509_get_subject_name(certificate), 0, things_XN_FLAG_RFC2253())
  return [UInt8](unsafeUninitializedCapacity: BIO_ctrl_pending(text)) { bytes, count in
    _ = BIO_read_ex(text, bytes.baseAddress, bytes.count, &count)
  }
}

func bytes(of text: UnsafePointer<CChar>?) -> [UInt8] {
  text.map { Array(String(cString: $0).utf8) } ?? []
}
