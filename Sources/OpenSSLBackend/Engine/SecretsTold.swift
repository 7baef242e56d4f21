import COpenSSL
import TLS

extension SSLContext {
  /// For the laboratory; whoever reads along there reads everything.
  borrowing func tellSecrets(to log: KeyLog?) {
    if log != nil { SSL_CTX_set_keylog_callback(pointer, writeLine) }
  }
}

/// libssl writes the lines itself (RFC 9850).
private let writeLine: SSL_CTX_keylog_cb_func = { connection, line in
  guard let log = Testimony.of(connection)?.engine.keyLog, let line else { return }
  UnsafeBufferPointer(start: line, count: strlen(line)).withMemoryRebound(to: UInt8.self) {
    log.write($0.span)
  }
}
