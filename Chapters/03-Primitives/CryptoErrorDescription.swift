extension CryptoError: CustomStringConvertible {
  /// One sentence: what was refused, and what would mend it.
  public var description: String {
    switch self {
    case .wrongKeyLength(let count):
      "a key of \(count) bytes does not fit this algorithm; use one that was made for it"
    case .wrongNonceLength(let count):
      "a nonce of \(count) bytes does not fit this algorithm; AES-GCM takes 12"
    case .wrongTagLength(let count):
      "a tag of \(count) bytes does not fit this algorithm; AES-GCM makes 16"
    case .tooLong(let limit):
      "more than \(limit) bytes were given to one call; divide them into messages"
    case .bufferTooSmall(let needed):
      "the output has no room; \(needed) bytes must be free in it"
    case .authenticationFailed:
      "the bytes were changed on their way, or sealed with another key; discard them"
    case .invalidKey:
      "the key is not one of this algorithm's; check where it came from"
    case .invalidSignature:
      "the signature does not fit the message and the key; do not act on the message"
    case .entropyFailure:
      "the random source gave nothing, so no key was made; mend the source first"
    case .reseedRequired:
      "the generator has given as much as one seed allows; reseed it with new entropy"
    case .unsupported:
      "this provider lacks the algorithm; choose another provider"
    case .library(let number):
      "the cryptographic library failed with its number \(number); look it up there"
    }
  }
}
