import Primitives
import Wire

/// Why a store did not do what it was asked; nothing has changed in it then.
public enum KeyStoreError: Error, Equatable, Sendable {
  /// Not as a `KeyLabel` must be.
  case labelForm
  /// A key of that name is there already.
  case labelTaken
  case noSuchKey
  /// The key does something else: this.
  case wrongUse(KeyAlgorithm)
  /// No more keys than this fit.
  case full(limit: Int)
  /// This store has no such algorithm, or no such operation.
  case unsupported
  /// The wrapped key was made for another store, or was changed on its way.
  case notWrappedForUs
  case crypto(CryptoError)

  /// The image is not one that this code writes.
  case image(WireError)
  /// The image was written by a later version of this code.
  case imageVersion(UInt8)
  /// Sealed under another device's root key, or changed since.
  case notSealedHere
  /// Not the image that was counted last: an older one was put in its place, or none, or
  /// the counter was set back.
  case rolledBack(image: UInt64, counter: UInt64)
  /// The medium failed, by its own number (`errno` on a file system).
  case medium(Int)

  /// Nobody answers at the other end, or no longer.
  case unreachable
  /// Whoever answers is not who made this store's keys.
  case impostor
  /// The other end does not serve this caller.
  case refused
  /// The other end has served this caller as often as it does for now.
  case busy
  /// More bytes than one request may have.
  case tooLong(limit: Int)
  /// The other end broke the protocol.
  case protocolViolation(WireError)
  /// A module or a library below failed for a reason of its own, by its own number.
  case module(Int)
}

extension KeyStoreError {
  /// What a primitive has just refused.
  public init(_ error: CryptoError) {
    self = error == .unsupported ? .unsupported : .crypto(error)
  }
}
