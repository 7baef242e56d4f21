/// Why a primitive refused. It never says which byte was wrong.
public enum CryptoError: Error, Equatable, Sendable {
  case wrongKeyLength(Int)
  case wrongNonceLength(Int)
  case wrongTagLength(Int)
  /// One call takes no more bytes than this.
  case tooLong(limit: Int)
  /// The output has not this many bytes free.
  case bufferTooSmall(needed: Int)
  /// The tag does not belong to these bytes under this key; nothing was released.
  case authenticationFailed
  /// The key is not a valid one for this algorithm: off the curve, zero, out of range.
  case invalidKey
  /// The signature is not this key's over this message.
  case invalidSignature
  /// The random source failed, so nothing was generated.
  case entropyFailure
  /// The generator has answered as often as it may; give it new entropy first.
  case reseedRequired
  /// This provider has no such algorithm.
  case unsupported
  /// The library below failed for a reason of its own, by its own number.
  case library(Int)
}
