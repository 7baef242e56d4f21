import COpenSSL

extension Session {
  /// Bytes that encryption adds to a record: a nonce of 8, unless ChaCha20 makes its own,
  /// and a tag of 16, or of 8 (RFC 6655, 3; RFC 7905, 2). As long as nothing is agreed on,
  /// the first such record is a Finished, which is longer than any of them.
  var overhead: Int {
    guard let suite = SSL_get_pending_cipher(pointer) ?? SSL_get_current_cipher(pointer)
    else { return 24 }
    return switch SSL_CIPHER_get_protocol_id(suite) {
    case 0xC0A0...0xC0A3, 0xC0A8...0xC0AB, 0xC0AE...0xC0AF, 0xCCA8...0xCCAE: 16
    default: 24
    }
  }
}
