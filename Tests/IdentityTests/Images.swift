// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import OpenSSLBackend
import Primitives
import TestSupport

/// An image as the store's own description of it says, without the store's own code.
func image(
  _ contents: [UInt8], number: UInt64 = 1, version: UInt8 = 1, root: UInt8 = 0x11,
  device: String = "device-1"
) throws -> [UInt8] {
  let root = [UInt8](repeating: root, count: 32)
  let noSalt: [UInt8] = []
  let extracted = try OpenSSLCrypto.HKDFSHA256.extract(salt: noSalt.span, keyMaterial: root.span)
  var key = [UInt8](repeating: 0, count: 32)
  var place = key.mutableSpan
  let info = Array("Things That Keep Secrets: sealed store".utf8) + [1] + Array(device.utf8)
  try OpenSSLCrypto.HKDFSHA256.expand(extracted.bytes, info: info.span, into: &place)
  let nonce = [UInt8](0..<12)
  let header = Array("TKSS".utf8) + [version] + bigEndian(number) + nonce
  var sealed = contents + [UInt8](repeating: 0, count: 16)
  var text = sealed.mutableSpan
  var aead = try OpenSSLCrypto.AESGCM(key: key.span)
  try aead.seal(appendingTagTo: &text, nonce: nonce.span, authenticating: header.span)
  return header + sealed
}

func bigEndian(_ number: UInt64) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
}

/// One key as it stands in the contents.
func entry(
  _ label: String, _ algorithm: UInt8, _ origin: UInt8, _ key: [UInt8] = Array(1...32)
) -> [UInt8] {
  [UInt8(label.utf8.count)] + label.utf8 + [algorithm, origin, UInt8(key.count)] + key
}

extension Flash {
  convenience init(_ image: [UInt8]?, counter: UInt64 = 1) {
    self.init()
    self.image = image
    self.counter = counter
  }

  /// Why a store does not open, or nil if it does.
  func refusal(root: UInt8 = 0x11, device: String = "device-1") -> KeyStoreError? {
    do throws(KeyStoreError) {
      _ = try MemoryStore<PortableCrypto>(on: self, root: root, device: device)
      return nil
    } catch { return error }
  }
}
