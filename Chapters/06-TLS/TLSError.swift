import Wire

/// Why a connection failed: always fatal to it, except `.notConnected` and
/// `.tooLarge`.
public struct TLSError: Error, Sendable, Equatable {
  public enum Cause: Sendable, Equatable {
    /// The peer sent a fatal alert.
    case peerAlert(Alert)
    /// The peer's certificate chain was refused: at which certificate, counted from the
    /// end entity's 0, and its subject as text (RFC 4514), fit to print.
    case certificate(CertificateFault, depth: Int, subject: [UInt8])
    /// The peer sent no certificate though one is required.
    case certificateRequired
    /// The server knows no key by the identity that the client gave.
    case unknownIdentity
    /// The two sides allow nothing that both know.
    case nothingInCommon(Negotiable)
    /// The bytes that came are no TLS at all.
    case notTLS
    /// Bytes that are not what the protocol says at this point.
    case protocolViolation(Violation)
    /// The transport ended before the handshake did.
    case endedInHandshake
    /// Over datagrams: a flight was sent again and again, and nothing came back that fits;
    /// with pre-shared keys, perhaps because the two are not the same.
    case noAnswer
    /// The transport ended without close_notify.
    case truncated
    /// `send` before the handshake is complete, or after the end.
    case notConnected
    /// `send` of more than one datagram can hold; it harms nothing.
    case tooLarge(maximum: Int)
    /// The configuration cannot work: which part.
    case configuration(ConfigurationFault)
    /// The library failed for a reason of its own.
    case library
  }

  public var cause: Cause { story.cause }
  /// What the other side is; `nil` where the fault lies with none but us.
  public var peer: TLSRole? { story.peer }
  /// The library's own words and number, empty and 0 where it gave none.
  public var reason: [UInt8] { story.reason }
  public var code: Int { story.code }
  /// In which message of the handshake it was found, and the section whose rule was broken;
  /// `nil` where no message was, or a library does not tell.
  public var message: HandshakeType? { story.message }
  public var rule: FieldName? { story.rule }

  /// An error passes through every function on its way out, and each has room for it: so
  /// it is one address, however much there is to say.
  private let story: Story

  public init(
    _ cause: Cause, peer: TLSRole? = nil, reason: [UInt8] = [], code: Int = 0
  ) {
    story = Story(cause, peer, reason, code)
  }

  /// The peer broke a rule, in a message or elsewhere: `"RFC 8446, 4.1.3"`.
  init(
    _ violation: Violation, by peer: TLSRole, in message: HandshakeType? = nil,
    _ rule: FieldName, reason: [UInt8] = []
  ) {
    story = Story(.protocolViolation(violation), peer, reason, 0, message, rule)
  }

  /// The fault is ours, in a message of our own.
  init(_ cause: Cause, in message: HandshakeType, reason: [UInt8]) {
    story = Story(cause, nil, reason, 0, message)
  }
}

private final class Story: Sendable {
  let cause: TLSError.Cause
  let peer: TLSRole?
  let reason: [UInt8]
  let code: Int
  let message: HandshakeType?
  let rule: FieldName?

  init(
    _ cause: TLSError.Cause, _ peer: TLSRole?, _ reason: [UInt8], _ code: Int,
    _ message: HandshakeType? = nil, _ rule: FieldName? = nil
  ) {
    self.cause = cause
    self.peer = peer
    self.reason = reason
    self.code = code
    self.message = message
    self.rule = rule
  }
}

extension TLSError {
  public static func == (a: TLSError, b: TLSError) -> Bool {
    a.cause == b.cause && a.peer == b.peer && a.reason == b.reason && a.code == b.code
      && a.message == b.message && a.rule == b.rule
  }
}

/// Which check a certificate failed.
public enum CertificateFault: Sendable, Equatable {
  case unknownIssuer
  case expired
  case notYetValid
  case wrongName
  case badSignature
  case wrongPurpose
  case notAnAuthority
  case revoked
  /// Nobody knows whether it was revoked, and it has to be known.
  case revocationUnknown
  case weakAlgorithm
  /// It is no certificate that the library can read.
  case unreadable
  case other
}

/// What two peers must find in common.
public enum Negotiable: Sendable, Equatable {
  case version, suite, group, signatureAlgorithm, applicationProtocol
  /// Without which one of TLS 1.2 must not go on (RFC 7627; RFC 5746).
  case extendedMasterSecret, secureRenegotiation
  /// A form in which the one can show its key and the other can read it (RFC 7250).
  case certificateType
}

/// What was wrong with a peer's bytes.
public enum Violation: Sendable, Equatable {
  /// A message, or a record type, that has no place here.
  case unexpectedMessage
  /// Lengths that do not fit, fields that cannot be read.
  case malformedMessage
  /// Readable, but a value that the standard forbids here.
  case illegalParameter
  case missingExtension
  /// An extension that was not asked for, or has no place in this message.
  case unsupportedExtension
  /// A handshake message that is longer than anybody needs.
  case messageTooLong
  /// More of what says nothing than any peer needs: empty records, warnings, key updates.
  case tooMuch
  /// The peer fell back to an old version that we both have outgrown (RFC 7507).
  case fallback
  case recordTooLong
  /// The record was changed on its way, or sealed with another key.
  case badRecord
  /// A signature or a Finished that does not fit the handshake.
  case badProof
}

/// Which part of a configuration cannot work.
public enum ConfigurationFault: Sendable, Equatable {
  case roots, chain, privateKey, signer, keyDoesNotMatchChain, suites, versions
  case expectedName, applicationProtocols, preSharedKeys, transport
  case groups, trustedKeys, ownCertificateType, preSharedKeyModes, resumption, earlyData
  case cookie, recordSizeLimit, revocation, stapledResponse, keyLog, session
  case compatibility, role
}
