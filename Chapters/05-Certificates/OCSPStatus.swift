/// OCSPResponseStatus ::= ENUMERATED {
///     successful            (0),  -- Response has valid confirmations
///     malformedRequest      (1),  -- Illegal confirmation request
///     internalError         (2),  -- Internal error in issuer
///     tryLater              (3),  -- Try again later
///                                 -- (4) is not used
///     sigRequired           (5),  -- Must sign the request
///     unauthorized          (6)   -- Request unauthorized
/// }
public enum OCSPStatus: UInt8, CaseIterable, Sendable {
  case successful = 0
  case malformedRequest = 1
  case internalError = 2
  case tryLater = 3
  case sigRequired = 5
  case unauthorized = 6
}

extension OCSPStatus: CustomStringConvertible {
  public var description: String {
    switch self {
    case .successful: "it did"
    case .malformedRequest: "it cannot read the question; ask again in DER"
    case .internalError: "it has failed; ask another one, or later"
    case .tryLater: "it is busy; ask again later"
    case .sigRequired: "it wants signed questions; ask another one"
    case .unauthorized: "it may not speak about this issuer; ask another one"
    }
  }
}
