/// Why a connection failed: always fatal to it.
public struct TLSError: Error, Sendable, Equatable {
  public enum Cause: Sendable, Equatable {
    /// The peer sent a fatal alert.
    case peerAlert(Alert)
    /// The peer's certificate chain was refused.
    case certificate(CertificateFault, depth: Int, subject: [UInt8])
    /// The peer sent no certificate though one is required.
    case certificateRequired
    /// No version, suite or group that both sides allow.
    case nothingInCommon
    /// Bytes that are not what the protocol says at this point.
    case protocolViolation
    /// The transport ended without close_notify.
    case truncated
    /// `send` before the handshake is complete, or after the end.
    case notConnected
    /// The configuration cannot work: which part.
    case configuration(ConfigurationFault)
    /// The library failed for a reason of its own.
    case library
  }

  public var cause: Cause
  /// The library's own words and number, empty and 0 where it gave none.
  public var reason: [UInt8]
  public var code: Int

  public init(_ cause: Cause, reason: [UInt8] = [], code: Int = 0) {
    self.cause = cause
    self.reason = reason
    self.code = code
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
  case weakAlgorithm
  case other
}

/// Which part of a configuration cannot work.
public enum ConfigurationFault: Sendable, Equatable {
  case roots, chain, privateKey, keyDoesNotMatchChain, suites, versions
  case expectedName, applicationProtocols
}

/// A TLS alert by its number (RFC 8446, 6).
public struct Alert: Sendable, Equatable {
  public var code: UInt8

  public init(code: UInt8) { self.code = code }
}
