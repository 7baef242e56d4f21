// needs: 02-Wire 03-Primitives 04-Identity
// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import Wire

// What lies on a medium that anybody may have written to, and keys that come from outside. Nothing
// may trap; what is taken has one form; what is not ours is refused with the one error for it.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  guard count > 0 else { return 0 }
  let bytes = input.extracting(1...)
  switch input[0] % 8 {
  case 0, 1: anyImage(bytes)
  case 2, 3, 4, 5: sealedContents(bytes)
  case 6: anyWrappedKey(bytes)
  default: rightlyWrappedKey(bytes)
  }
  return 0
}

func array(_ bytes: Span<UInt8>) -> [UInt8] {
  [UInt8](capacity: bytes.count) { out in for i in bytes.indices { out.append(bytes[i]) } }
}

final class Place {
  var image: [UInt8]?
  var counter: UInt64 = 1
}

struct Memory: StoreMedium, ~Copyable {
  let place: Place

  mutating func read() throws(KeyStoreError) -> [UInt8]? { place.image }
  mutating func replace(with image: Span<UInt8>) throws(KeyStoreError) {
    place.image = array(image)
  }
  mutating func counter() throws(KeyStoreError) -> UInt64 { place.counter }
  mutating func raiseCounter(to value: UInt64) throws(KeyStoreError) {
    place.counter = max(place.counter, value)
  }
}

struct Counting: RandomSource {
  var next: UInt8 = 1

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    for i in out.indices {
      out[i] = next
      next &+= 1
    }
  }
}

typealias Store = SealedStore<PortableCrypto, Memory, Counting>

func opened(_ place: Place) throws(KeyStoreError) -> Store {
  let root = Secret(count: 32) { _ in }
  let device: InlineArray<1, UInt8> = [7]
  return try Store(Memory(place: place), rootKey: root, device: device.span, random: Counting())
}

func anyImage(_ bytes: Span<UInt8>) {
  let place = Place()
  place.image = array(bytes)
  do throws(KeyStoreError) {
    _ = try opened(place)
    preconditionFailure("opened what nobody sealed")
  } catch {
    switch error {
    case .image, .notSealedHere: break
    case .imageVersion(let version): precondition(bytes[4] == version && version > 1)
    default: preconditionFailure("another error for a bad image")
    }
  }
}

/// Sealed as it should be, and opened: contents of whatever form.
func sealedContents(_ bytes: Span<UInt8>) {
  let place = Place()
  let contents = array(bytes)
  place.image = image(contents)
  do throws(KeyStoreError) {
    var store = try opened(place)
    let entries = try store.list()
    precondition(entries.count <= 32)
    for i in entries.indices.dropFirst() {
      precondition(
        entries[i - 1].label.bytes.lexicographicallyPrecedes(entries[i].label.bytes),
        "out of order")
    }
    precondition(place.image == image(contents), "opening changed it")
    // One key more, and the same key less, are the same bytes again but for number and nonce.
    let label = try KeyLabel(array(Array("fuzz".utf8).span).span)
    guard entries.count < 32, !entries.contains(where: { $0.label == label }) else { return }
    try store.generate(.x25519, as: label)
    let more = try store.list()
    precondition(more.count == entries.count + 1)
    try store.destroy(label)
    let after = try store.list()
    var reopened = try opened(place)
    let again = try reopened.list()
    precondition(after == entries && again == entries)
    precondition(place.image?.count == contents.count + 41 && place.counter == 3)
  } catch {
    guard case .image = error else { preconditionFailure("another error for bad contents") }
  }
}

let imageKey: [UInt8] = {
  do throws(CryptoError) {
    let (root, salt) = ([UInt8](repeating: 0, count: 32), [UInt8]())
    let info = Array("Things That Keep Secrets: sealed store".utf8) + [1, 7]
    let extracted = try PortableCrypto.HKDFSHA256.extract(salt: salt.span, keyMaterial: root.span)
    var key = [UInt8](repeating: 0, count: 32)
    var place = key.mutableSpan
    try PortableCrypto.HKDFSHA256.expand(extracted.bytes, info: info.span, into: &place)
    return key
  } catch { preconditionFailure("no key") }
}()

func image(_ contents: [UInt8]) -> [UInt8] {
  do throws(CryptoError) {
    let nonce = [UInt8](repeating: 5, count: 12)
    let header = Array("TKSS".utf8) + [1, 0, 0, 0, 0, 0, 0, 0, 1] + nonce
    var sealed = contents + [UInt8](repeating: 0, count: 16)
    var place = sealed.mutableSpan
    var aead = try PortableCrypto.AESGCM(key: imageKey.span)
    try aead.seal(appendingTagTo: &place, nonce: nonce.span, authenticating: header.span)
    return header + sealed
  } catch { preconditionFailure("not sealed") }
}

let wrappingScalar = [UInt8](repeating: 0x5A, count: 32)

let wrappingPoint: [UInt8] = {
  do throws(CryptoError) {
    let key = try PortableCrypto.P256KeyAgreement(privateKey: wrappingScalar.span)
    return try [UInt8](capacity: 65) { out throws(CryptoError) in try key.publicKey(into: &out) }
  } catch { preconditionFailure("no key") }
}()

func unwrapped(_ wrapped: Span<UInt8>) throws(KeyStoreError) -> UnwrappedKey {
  try WrappedKey<PortableCrypto>.unwrap(wrapped, wrappingKey: wrappingPoint.span) {
    other throws(KeyStoreError) in
    do throws(CryptoError) {
      var key = try PortableCrypto.P256KeyAgreement(privateKey: wrappingScalar.span)
      return try key.sharedSecret(with: other)
    } catch { throw KeyStoreError(error) }
  }
}

func anyWrappedKey(_ bytes: Span<UInt8>) {
  do throws(KeyStoreError) {
    _ = try unwrapped(bytes)
    preconditionFailure("unwrapped what nobody wrapped")
  } catch { precondition(error == .notWrappedForUs) }
}

/// Wrapped, and opened again; and one byte of it changed.
func rightlyWrappedKey(_ bytes: Span<UInt8>) {
  guard bytes.count >= 36 else { return }
  let algorithm = KeyAlgorithm.allCases[Int(bytes[0]) % 4]
  let key = Secret(copying: bytes.extracting(4..<36))
  var random = Counting(next: bytes[1])
  do throws(KeyStoreError) {
    var wrapped = try WrappedKey<PortableCrypto>.wrap(
      key, algorithm, for: wrappingPoint.span, using: &random)
    let again = try unwrapped(wrapped.span)
    let isSame = again.privateKey == key
    precondition(isSame && again.algorithm == algorithm)
    guard bytes[3] != 0 else { return }
    wrapped[Int(bytes[2]) % wrapped.count] ^= bytes[3]
    anyWrappedKey(wrapped.span)
  } catch { preconditionFailure("a right key was refused") }
}
