// SPDX-License-Identifier: Apache-2.0
import Certificates

/// One certificate of the ledger.
public struct LedgerEntry: Equatable, Sendable {
  /// What became of it. Whether its time is over, its last second says.
  public enum State: String, Sendable {
    case valid
    /// Another one has taken its place; it is good until it ends.
    case replaced
    case revoked
  }

  public var authority: Int64
  public var serialNumber: [UInt8]
  public var subject: String
  public var profile: String
  public var notBefore: Int64
  public var notAfter: Int64
  public var der: [UInt8]
  public var state: State
  public var revocation: Revocation?
  /// The serial number of the one whose place it took.
  public var replaces: [UInt8]?

  public struct Revocation: Equatable, Sendable {
    /// A CRLReason (RFC 5280, 5.3.1).
    public var reason: UInt8
    /// In seconds since 1970.
    public var time: Int64
  }
}

/// An authority of the ledger: of one name and one key.
public struct LedgerAuthority: Equatable, Sendable {
  public enum State: String, Sendable {
    /// It issues.
    case current
    /// A newer key of the same authority issues; this one still signs lists.
    case retired
  }

  public var id: Int64
  public var certificate: [UInt8]
  public var publicKey: [UInt8]
  public var state: State
}

/// A certificate that was issued, and stands in the ledger.
public struct IssuedCertificate: Sendable {
  public let serialNumber: SerialNumber
  public let der: [UInt8]
}
