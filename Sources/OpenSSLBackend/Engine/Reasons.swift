import COpenSSL
import TLS

/// One entry of OpenSSL's error queue, which belongs to the thread.
struct LibraryReason {
  var code: UInt = 0
  var inSSL: Bool { ERR_GET_LIB(code) == ERR_LIB_SSL }
  var number: Int32 { ERR_GET_REASON(code) }
  var text: [UInt8] { bytes(of: ERR_reason_error_string(code)) }

  /// Empties the queue: libssl's own first word if there is one, else the first of any.
  static func drain() -> LibraryReason {
    var first = LibraryReason()
    while case let code = ERR_get_error(), code != 0 {
      let next = LibraryReason(code: code)
      if first.code == 0 || (!first.inSSL && next.inSSL) { first = next }
    }
    return first
  }
}

extension TLSError {
  /// A cause of ours with OpenSSL's reason beside it.
  static func ofLibrary(_ cause: Cause) -> TLSError {
    let reason = LibraryReason.drain()
    return TLSError(cause, reason: reason.text, code: Int(bitPattern: reason.code))
  }
}

extension LibraryReason {
  /// What the number alone says; `nil` leaves it to the alert that was sent.
  func cause(inFirstFlight: Bool) -> TLSError.Cause? {
    guard inSSL else { return nil }
    switch number {
    case SSL_AD_REASON_OFFSET...SSL_AD_REASON_OFFSET + 255:
      return .peerAlert(Alert(code: UInt8(truncatingIfNeeded: number - SSL_AD_REASON_OFFSET)))
    case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST: return .notTLS
    case SSL_R_WRONG_VERSION_NUMBER:
      return inFirstFlight ? .notTLS : .protocolViolation(.malformedMessage)
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return .certificateRequired
    case SSL_R_BINDER_DOES_NOT_VERIFY: return .protocolViolation(.badProof)
    case SSL_R_READ_TIMEOUT_EXPIRED: return .noAnswer
    case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_WRONG_SSL_VERSION,
      SSL_R_VERSION_TOO_LOW:
      return .nothingInCommon(.version)
    case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_CIPHERS_AVAILABLE, SSL_R_WRONG_CIPHER_RETURNED:
      return .nothingInCommon(.suite)
    case SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SUITABLE_GROUPS: return .nothingInCommon(.group)
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
      return .nothingInCommon(.signatureAlgorithm)
    default: return nil
    }
  }
}

extension Alert {
  /// The cause behind an alert that libssl sent: `TLSError.Cause.alert` read backwards.
  var causeOfSending: TLSError.Cause {
    switch Int32(code) {
    case SSL_AD_UNEXPECTED_MESSAGE: .protocolViolation(.unexpectedMessage)
    case SSL_AD_BAD_RECORD_MAC: .protocolViolation(.badRecord)
    case SSL_AD_RECORD_OVERFLOW: .protocolViolation(.recordTooLong)
    case SSL_AD_HANDSHAKE_FAILURE: .nothingInCommon(.suite)
    case SSL_AD_BAD_CERTIFICATE: .certificate(.unreadable, depth: 0, subject: [])
    case SSL_AD_ILLEGAL_PARAMETER, SSL_AD_UNSUPPORTED_EXTENSION:
      .protocolViolation(.illegalParameter)
    case SSL_AD_DECODE_ERROR: .protocolViolation(.malformedMessage)
    case SSL_AD_DECRYPT_ERROR: .protocolViolation(.badProof)
    case SSL_AD_PROTOCOL_VERSION: .nothingInCommon(.version)
    case SSL_AD_MISSING_EXTENSION: .protocolViolation(.missingExtension)
    case SSL_AD_UNKNOWN_PSK_IDENTITY: .unknownIdentity
    case SSL_AD_CERTIFICATE_REQUIRED: .certificateRequired
    case SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE:
      .certificate(.revocationUnknown, depth: 0, subject: [])
    case SSL_AD_NO_APPLICATION_PROTOCOL: .nothingInCommon(.applicationProtocol)
    default: .library
    }
  }
}

extension CertificateFault {
  init(verifyError number: Int32) {
    switch number {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
      X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_CERT_UNTRUSTED:
      self = .unknownIssuer
    case X509_V_ERR_CERT_HAS_EXPIRED: self = .expired
    case X509_V_ERR_CERT_NOT_YET_VALID: self = .notYetValid
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: self = .wrongName
    case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE,
      X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH:
      self = .badSignature
    case X509_V_ERR_INVALID_PURPOSE: self = .wrongPurpose
    case X509_V_ERR_INVALID_CA, X509_V_ERR_KEYUSAGE_NO_CERTSIGN,
      X509_V_ERR_PATH_LENGTH_EXCEEDED:
      self = .notAnAuthority
    case X509_V_ERR_CERT_REVOKED: self = .revoked
    case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK:
      self = .weakAlgorithm
    case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD,
      X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, X509_V_ERR_INVALID_EXTENSION:
      self = .unreadable
    default: self = .other
    }
  }
}
