import Primitives
import Wire

/// Why what a device says of itself is not believed.
public enum AttestationError: Error, Equatable, Sendable {
  case form(WireError)
  /// The signature is not this key's over this statement.
  case otherKey
  /// It answers another question, asked before or by another.
  case otherNonce
  case otherDevice
  /// So many stages ran, and not as many as expected.
  case otherStages(Int, expected: Int)
  /// The stage of this number, counted from zero, is not the code that is expected.
  case otherCode(stage: Int)
  /// The endorsement of this number, counted from zero, is not by the layer before it.
  case notEndorsed(Int)
  case crypto(CryptoError)
}

extension AttestationError: CustomStringConvertible {
  /// One sentence: what does not fit, and what would mend it.
  public var description: String {
    switch self {
    case .form(let error):
      "the statement has not the form of one: \(error); bring both ends to the same version"
    case .otherKey:
      "the statement is not signed by the key that is known for this device; ask who else"
        + " answers in its name"
    case .otherNonce:
      "the statement answers another question than ours; ask again, with a new nonce"
    case .otherDevice:
      "the statement is another device's; check which one was asked"
    case .otherStages(let count, let expected):
      "\(count) stages ran where \(expected) are expected; update the list or the device"
    case .otherCode(let stage):
      "the stage \(stage) is not the code that is expected; update the list if it was released,"
        + " or else take the device out of service"
    case .notEndorsed(let number):
      "the endorsement \(number) is not by the layer before it; the code of that layer has"
        + " changed, or somebody puts in a layer of his own"
    case .crypto(let error):
      "the check's cryptography refused: \(error)"
    }
  }
}
