import Primitives

/// Why a device was not enrolled, not asked, or not let in.
public enum RegistryRefusal: Error, Equatable, Sendable {
  case alreadyEnrolled
  /// No more devices than this are enrolled.
  case full(limit: Int)
  case unknownDevice
  /// So many challenges wait for an answer, of this device's or of all.
  case tooManyOpen(limit: Int)
  /// No such challenge was made for this device, or it is long forgotten.
  case notAsked
  /// The challenge has been answered before, rightly or wrongly.
  case replayed
  /// The answer came too late.
  case expired
  /// The signature is not the enrolled key's over this challenge.
  case wrongKey
  /// What was to be enrolled is no public key of one that signs.
  case notAKey
  case crypto(CryptoError)
}

extension RegistryRefusal: CustomStringConvertible {
  /// One sentence for the service's own log; the caller is told no more than no.
  public var description: String {
    switch self {
    case .alreadyEnrolled:
      "a device of that serial number is enrolled already; remove it first if it was replaced"
    case .full(let limit):
      "the registry has \(limit) devices and takes no more; raise the limit or divide it"
    case .unknownDevice:
      "no device of that serial number is enrolled; enrol it, with its public key"
    case .tooManyOpen(let limit):
      "\(limit) challenges wait for an answer already; answer one, or wait until they expire"
    case .notAsked:
      "the answer belongs to no challenge that this device was given; ask for a new one"
    case .replayed:
      "the challenge has been answered before; ask for a new one, and look for who has listened"
    case .expired:
      "the answer came too late; ask for a new challenge and answer it at once"
    case .wrongKey:
      "the signature is not by the key that was enrolled, or not over this service's challenge;"
        + " it may be a clone"
    case .notAKey:
      "what was to be enrolled is not the public key of one that signs; bring the device's own"
    case .crypto(let error):
      "the registry's cryptography refused: \(error)"
    }
  }
}
