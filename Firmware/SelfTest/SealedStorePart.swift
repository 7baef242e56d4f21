// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import Wire

/// Chapter 04: a key is born in a sealed store, signs, and is there again after a restart; an
/// image that is older than its counter is not opened.
func testSealedStore() throws(SelfTest.Failure) {
  do throws(KeyStoreError) { try keepAKey() } catch {
    throw SelfTest.Failure(what: "the sealed store refused what it should have done")
  }
}

private func keepAKey() throws(KeyStoreError) {
  let label = try KeyLabel([0x69, 0x64].span)
  let page = Page()
  let publicKey: [UInt8]
  let old: [UInt8]?
  do {
    var store = try open(page)
    try store.generate(.ed25519, as: label)
    old = page.image
    try store.generate(.x25519, as: KeyLabel([0x78].span))
    publicKey = try store.publicKey(of: label)
  }
  var again = try open(page)
  let message: InlineArray<3, UInt8> = [1, 2, 3]
  let signature = try [UInt8](capacity: 64) { out throws(KeyStoreError) in
    try again.sign(message.span, with: label, into: &out)
  }
  do throws(CryptoError) {
    try PortableCrypto.Ed25519.verify(
      signature.span, of: message.span, publicKey: publicKey.span)
  } catch { throw .crypto(error) }
  page.image = old
  do throws(KeyStoreError) { _ = try open(page) } catch {
    guard error == .rolledBack(image: 1, counter: 2) else { throw error }
    return
  }
  throw .noSuchKey
}

private typealias Store = SealedStore<PortableCrypto, PageMedium, Counting>

private func open(_ page: Page) throws(KeyStoreError) -> Store {
  let rootKey = Secret(copying: InlineArray<32, UInt8>(repeating: 7).span)
  return try Store(
    PageMedium(page: page), rootKey: rootKey, device: [0x53].span, random: Counting())
}

/// What a page of flash and a row of fuses would hold.
private final class Page {
  var image: [UInt8]?
  var counter: UInt64 = 0
}

private struct PageMedium: StoreMedium {
  let page: Page

  func read() throws(KeyStoreError) -> [UInt8]? { page.image }

  func replace(with image: Span<UInt8>) throws(KeyStoreError) {
    page.image = [UInt8](capacity: image.count) { out in
      for i in image.indices { out.append(image[i]) }
    }
  }

  func counter() throws(KeyStoreError) -> UInt64 { page.counter }

  func raiseCounter(to value: UInt64) throws(KeyStoreError) {
    page.counter = max(page.counter, value)
  }
}

/// Not random at all, so that two runs cost the same.
private struct Counting: RandomSource {
  var next: UInt8 = 1

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    for i in out.indices {
      out[i] = next
      next &+= 1
    }
  }
}
