// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import Primitives
import TestSupport

/// What stays when the power goes: an image and a counter.
final class Flash {
  var image: [UInt8]?
  var counter: UInt64 = 0
  /// Every image that was ever there, as a thief would keep them.
  var history: [[UInt8]] = []
  /// Steps until the power goes or the medium fails; nil for never.
  var stepsLeft: Int?
  /// Whether the step that fails was done all the same.
  var failsAfterDoing = false
  /// Whether all steps after the first that fails fail too, as without power.
  var staysDead = true
  var steps = 0
}

/// The medium of a store that is tested: fails where it is told to.
struct MemoryMedium: StoreMedium, ~Copyable {
  let flash: Flash

  private func step(_ body: () -> Void) throws(KeyStoreError) {
    flash.steps += 1
    guard let left = flash.stepsLeft else { return body() }
    if left > 0 {
      flash.stepsLeft = left - 1
      return body()
    }
    if left == 0, flash.failsAfterDoing { body() }
    flash.stepsLeft = flash.staysDead ? -1 : nil
    throw .medium(5)
  }

  mutating func read() throws(KeyStoreError) -> [UInt8]? {
    try step {}
    return flash.image
  }

  mutating func replace(with image: Span<UInt8>) throws(KeyStoreError) {
    let bytes = [UInt8](capacity: image.count) { out in
      for i in image.indices { out.append(image[i]) }
    }
    try step {
      flash.image = bytes
      flash.history.append(bytes)
    }
  }

  mutating func counter() throws(KeyStoreError) -> UInt64 {
    try step {}
    return flash.counter
  }

  mutating func raiseCounter(to value: UInt64) throws(KeyStoreError) {
    try step { flash.counter = max(flash.counter, value) }
  }
}

typealias MemoryStore<Crypto: CryptoProvider> = SealedStore<Crypto, MemoryMedium, SeededRandom>

extension SealedStore where Medium == MemoryMedium, Random == SeededRandom {
  init(
    on flash: Flash, seed: UInt64 = 1, root: UInt8 = 0x11, device: String = "device-1"
  ) throws(KeyStoreError) {
    let root = Secret(copying: [UInt8](repeating: root, count: 32).span)
    try self.init(
      MemoryMedium(flash: flash), rootKey: root, device: Array(device.utf8).span,
      random: SeededRandom(seed: seed &+ UInt64(flash.history.count) &* 1000))
  }
}
