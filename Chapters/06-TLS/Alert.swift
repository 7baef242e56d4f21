/// A TLS alert by its number (RFC 8446, 6).
public struct Alert: Sendable, Equatable {
  public var code: UInt8

  public init(code: UInt8) { self.code = code }

  /// As the RFC spells it; `nil` for a number that it does not list.
  public var name: StaticString? {
    switch code {
    case 0: "close_notify"
    case 10: "unexpected_message"
    case 20: "bad_record_mac"
    case 22: "record_overflow"
    case 40: "handshake_failure"
    case 42: "bad_certificate"
    case 43: "unsupported_certificate"
    case 44: "certificate_revoked"
    case 45: "certificate_expired"
    case 46: "certificate_unknown"
    case 47: "illegal_parameter"
    case 48: "unknown_ca"
    case 49: "access_denied"
    case 50: "decode_error"
    case 51: "decrypt_error"
    case 70: "protocol_version"
    case 71: "insufficient_security"
    case 80: "internal_error"
    case 86: "inappropriate_fallback"
    case 90: "user_canceled"
    case 100: "no_renegotiation"
    case 109: "missing_extension"
    case 110: "unsupported_extension"
    case 112: "unrecognized_name"
    case 113: "bad_certificate_status_response"
    case 115: "unknown_psk_identity"
    case 116: "certificate_required"
    case 120: "no_application_protocol"
    default: nil
    }
  }
}

extension Alert: CustomStringConvertible {
  public var description: String { name?.description ?? "alert \(code)" }
}

extension TLSError.Cause {
  /// What the peer is told; `nil` where there is nobody to tell, or nothing.
  public var alert: Alert? {
    switch self {
    case .certificate(let fault, _, _): Alert(code: fault.alertCode)
    case .certificateRequired: Alert(code: 116)
    case .unknownIdentity: Alert(code: 115)
    case .nothingInCommon(.version): Alert(code: 70)
    case .nothingInCommon(.applicationProtocol): Alert(code: 120)
    case .nothingInCommon(.certificateType): Alert(code: 43)
    case .nothingInCommon: Alert(code: 40)
    case .protocolViolation(let violation): Alert(code: violation.alertCode)
    case .library: Alert(code: 80)
    case .peerAlert, .notTLS, .endedInHandshake, .noAnswer, .truncated, .notConnected,
      .tooLarge, .configuration:
      nil
    }
  }
}

extension CertificateFault {
  var alertCode: UInt8 {
    switch self {
    case .unknownIssuer, .notAnAuthority: 48
    case .expired, .notYetValid: 45
    case .wrongName, .weakAlgorithm, .unreadable: 42
    case .badSignature: 51
    case .wrongPurpose: 43
    case .revoked: 44
    case .revocationUnknown: 113
    case .other: 46
    }
  }
}

extension Violation {
  var alertCode: UInt8 {
    switch self {
    case .unexpectedMessage: 10
    case .malformedMessage: 50
    case .illegalParameter: 47
    case .missingExtension: 109
    case .unsupportedExtension: 110
    case .messageTooLong: 47
    case .tooMuch: 10
    case .fallback: 86
    case .recordTooLong: 22
    case .badRecord: 20
    case .badProof: 51
    }
  }
}
