import CMbedTLS
import TLS

/// mbedTLS's words for one of its numbers.
func text(of code: CInt) -> [UInt8] {
  cText {
    mbedtls_strerror(code, $0, $1)
    return 0
  }
}

/// What C wrote into a buffer, up to the zero.
func cText(_ write: (UnsafeMutablePointer<CChar>?, Int) -> CInt) -> [UInt8] {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
    buffer.initialize(repeating: 0)
    guard write(buffer.baseAddress, buffer.count - 1) >= 0 else { return [] }
    return buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
  }
}

extension TLSError {
  /// A cause of ours with the library's number and words beside it.
  init(_ cause: Cause, peer: TLSRole? = nil, ofLibrary code: CInt) {
    self.init(cause, peer: peer, reason: text(of: code), code: Int(code))
  }
}

extension MbedTLSChannel {
  /// The library's number says where it gave up, the alert that it has just sent says
  /// what was wrong, and the verifier knows with which certificate.
  func diagnosis(of code: CInt) -> TLSError {
    if let refusal = verifier.refusal { return refusal }
    return TLSError(cause(of: code), peer: context.role.peer, ofLibrary: code)
  }

  private func cause(of code: CInt) -> TLSError.Cause {
    switch code {
    case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE:
      return .peerAlert(Alert(code: things_ssl_alert(ssl)))
    case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY: return .endedInHandshake
    case MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE: return .certificateRequired
    case MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY: return .unknownIdentity
    case MBEDTLS_ERR_SSL_TIMEOUT: return .noAnswer
    default:
      guard transport.looksLikeTLS else { return .notTLS }
      return transport.alertSent?.causeOfSending ?? Self.cause(ofNumber: code)
    }
  }

  private static func cause(ofNumber code: CInt) -> TLSError.Cause {
    // The lower seven bits are the number of a second, deeper error.
    switch -(-code & ~0x7F) {
    case MBEDTLS_ERR_SSL_INVALID_MAC: .protocolViolation(.badRecord)
    case MBEDTLS_ERR_SSL_INVALID_RECORD: .protocolViolation(.malformedMessage)
    case MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE: .protocolViolation(.unexpectedMessage)
    // A header asked for more than fits the buffer for one record.
    case MBEDTLS_ERR_SSL_BAD_INPUT_DATA: .protocolViolation(.recordTooLong)
    case MBEDTLS_ERR_ECP_VERIFY_FAILED, MBEDTLS_ERR_RSA_VERIFY_FAILED:
      .protocolViolation(.badProof)
    // 2.28 numbers its BAD_HS_… errors by the message that it could not read.
    case -0x7E80 ... -0x7900: .protocolViolation(.malformedMessage)
    // BAD_HS_PROTOCOL_VERSION in 2.28, BAD_PROTOCOL_VERSION in 3.x.
    case -0x6E80: .nothingInCommon(.version)
    // NO_CIPHER_CHOSEN in 2.28: a suite was found, and then no group for it.
    case -0x7380: .nothingInCommon(.group)
    // HANDSHAKE_FAILURE in 3.x.
    case -0x6E00: .nothingInCommon(.suite)
    // X.509 and public keys.
    case -0x3000 ... -0x2080, -0x3F80 ... -0x3880:
      .certificate(.unreadable, depth: 0, subject: [])
    default: .library
    }
  }
}

extension Alert {
  /// The cause behind an alert that the library sent: `TLSError.Cause.alert` read
  /// backwards.
  fileprivate var causeOfSending: TLSError.Cause? {
    switch code {
    case 10: .protocolViolation(.unexpectedMessage)
    case 20: .protocolViolation(.badRecord)
    case 22: .protocolViolation(.recordTooLong)
    case 40, 71: .nothingInCommon(.suite)
    case 42...46, 48: .certificate(.unreadable, depth: 0, subject: [])
    case 47, 110: .protocolViolation(.illegalParameter)
    case 50: .protocolViolation(.malformedMessage)
    case 51: .protocolViolation(.badProof)
    case 70, 86: .nothingInCommon(.version)
    case 109: .protocolViolation(.missingExtension)
    case 115: .unknownIdentity
    case 120: .nothingInCommon(.applicationProtocol)
    default: nil
    }
  }
}
