/// That a certificate is not good any more, from when on, and why.
public struct Revocation: Equatable, Sendable {
  public var date: Time
  /// `nil` if the authority does not say.
  public var reason: RevocationReason?
  /// Since when the key is not to be trusted, as far as anybody knows: before `date`,
  /// if it was found out late (RFC 5280, 5.3.2).
  public var invalidityDate: Time?

  public init(
    date: Time, reason: RevocationReason? = nil, invalidityDate: Time? = nil
  ) {
    self.date = date
    self.reason = reason
    self.invalidityDate = invalidityDate
  }
}

/// CRLReason ::= ENUMERATED {
///      unspecified             (0),
///      keyCompromise           (1),
///      cACompromise            (2),
///      affiliationChanged      (3),
///      superseded              (4),
///      cessationOfOperation    (5),
///      certificateHold         (6),
///           -- value 7 is not used
///      removeFromCRL           (8),
///      privilegeWithdrawn      (9),
///      aACompromise           (10) }
public enum RevocationReason: UInt8, CaseIterable, Sendable {
  case unspecified = 0
  case keyCompromise = 1
  case cACompromise = 2
  case affiliationChanged = 3
  case superseded = 4
  case cessationOfOperation = 5
  case certificateHold = 6
  case removeFromCRL = 8
  case privilegeWithdrawn = 9
  case aACompromise = 10

  /// As the standard spells it.
  public var name: StaticString {
    switch self {
    case .unspecified: "unspecified"
    case .keyCompromise: "keyCompromise"
    case .cACompromise: "cACompromise"
    case .affiliationChanged: "affiliationChanged"
    case .superseded: "superseded"
    case .cessationOfOperation: "cessationOfOperation"
    case .certificateHold: "certificateHold"
    case .removeFromCRL: "removeFromCRL"
    case .privilegeWithdrawn: "privilegeWithdrawn"
    case .aACompromise: "aACompromise"
    }
  }
}

/// ReasonFlags ::= BIT STRING {
///      unused                  (0),
///      keyCompromise           (1),
///      cACompromise            (2),
///      affiliationChanged      (3),
///      superseded              (4),
///      cessationOfOperation    (5),
///      certificateHold         (6),
///      privilegeWithdrawn      (7),
///      aACompromise            (8) }
public struct ReasonFlags: OptionSet, Sendable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Bits 1 to 8.
  public static var all: ReasonFlags { ReasonFlags(rawValue: 0x7f80) }
}

extension Revocation {
  var complaint: String {
    guard let reason else { return "is revoked; show another one" }
    return "is revoked (\(reason.name)); show another one"
  }
}
