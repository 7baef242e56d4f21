import Primitives
import Wire

extension KeyStoreError: CustomStringConvertible {
  /// One sentence: what was refused, where, and what would mend it.
  public var description: String {
    switch self {
    case .labelForm:
      "a label has 1 to 32 letters, digits, dots, hyphens and underscores, and begins with"
        + " a letter or a digit; choose another"
    case .labelTaken:
      "the store has a key of that name already; choose another, or destroy that key first"
    case .noSuchKey:
      "the store has no key of that name; list its keys to see which it has"
    case .wrongUse(let algorithm) where algorithm.signs:
      "the key signs and does not agree; make one for agreement beside it"
    case .wrongUse:
      "the key agrees and does not sign; make one for signatures beside it"
    case .full(let limit):
      "the store has \(limit) keys and takes no more; destroy one that is not used"
    case .unsupported:
      "this store lacks the algorithm or the operation; choose another algorithm or store"
    case .notWrappedForUs:
      "the key was wrapped for another store or changed on its way; wrap it again for the"
        + " public key that this store gives"
    case .crypto(let error):
      "the store's cryptography refused: \(error)"
    case .image(let error):
      "the store's image is not one: \(error); check that the path is the store's"
    case .imageVersion(let version):
      "the store's image has the form \(version), which is later than this program;"
        + " use the program that wrote it"
    case .notSealedHere:
      "the store's image was sealed on another device or changed since; bring the one that"
        + " this device wrote, or enrol the device anew"
    case .rolledBack(let image, let counter):
      "the store's image has the number \(image) where the counter says \(counter), so it"
        + " is not the newest; bring the newest, or enrol the device anew"
    case .medium(let number):
      "the store's medium failed with its number \(number), and nothing was changed; mend"
        + " it and try again"
    case .unreachable:
      "nobody answers for the store; start the agent, or check that the token is there"
    case .impostor:
      "whoever answers is not who made this store's keys; trust nothing that it signs, and"
        + " find out who put it there"
    case .refused:
      "the store does not serve this caller; run as the user that it was made for"
    case .busy:
      "the store has served this caller as often as it does for now; wait and ask again"
    case .tooLong(let limit):
      "a request has at most \(limit) bytes; send a digest, or divide it"
    case .protocolViolation(let error):
      "the other end broke the protocol: \(error); bring both ends to the same version"
    case .module(let number):
      "the library below the store failed with its number \(number); look it up there"
    }
  }
}
