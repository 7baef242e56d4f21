import Primitives

/// Keys in one sealed image, which only this device can open: AES-256-GCM under a key
/// that is derived from the device's root key.
///
/// At most 32 keys. What fails leaves the store as it was.
public struct SealedStore<
  Crypto: CryptoProvider, Medium: StoreMedium & ~Copyable,
  Random: RandomSource & ~Copyable
>: ~Copyable {
  var medium: Medium
  var random: Random
  var sealer: ImageSealer<Crypto>
  var contents: SealedContents
  /// The number of the image that holds `contents`; zero before there is any.
  var number: UInt64
  /// The highest number that any image may have been written with.
  var attempted: UInt64

  /// Opens the image of `medium`, or begins anew if nothing was ever written to it.
  ///
  /// `rootKey` has 32 bytes at least, and no other device may have it; `device` is put in
  /// with it, so that two stores under one root key cannot open each other's image.
  public init(
    _ medium: consuming Medium, rootKey: borrowing Secret, device: Span<UInt8>,
    random: consuming Random
  ) throws(KeyStoreError) {
    var sealer: ImageSealer<Crypto>
    do throws(CryptoError) {
      sealer = try ImageSealer(rootKey: rootKey, device: device)
    } catch { throw KeyStoreError(error) }
    let counter = try medium.counter()
    if let image = try medium.read() {
      let parts = try SealedImage(image.span)
      let contents = try sealer.open(parts)
      let number = parts.number
      // One ahead: the power was cut after the image and before the counter.
      guard number == counter || number == counter &+ 1, number > 0 else {
        throw .rolledBack(image: number, counter: counter)
      }
      if number != counter { try medium.raiseCounter(to: number) }
      self.contents = contents
      self.number = number
      attempted = number
    } else {
      guard counter == 0 else { throw .rolledBack(image: 0, counter: counter) }
      contents = SealedContents()
      number = 0
      attempted = 0
    }
    self.medium = medium
    self.random = random
    self.sealer = sealer
  }
}
