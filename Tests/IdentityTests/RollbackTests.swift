// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

@Suite struct RollbackTests {
  /// A thief has copied every image; none of them but the last is taken again.
  @Test func everyOlderImageIsRefused() throws {
    let flash = Flash()
    var store = try MemoryStore<OpenSSLCrypto>(on: flash)
    for i in 0..<12 { try store.generate(.x25519, as: .of("key-\(i)")) }
    try store.destroy(.of("key-3"))
    #expect(flash.history.count == 13 && flash.counter == 13)
    for (i, old) in flash.history.dropLast().enumerated() {
      #expect(
        Flash(old, counter: 13).refusal() == .rolledBack(image: UInt64(i + 1), counter: 13))
    }
    #expect(Flash(flash.history[12], counter: 13).refusal() == nil)
    // No image at all is the oldest of them.
    #expect(Flash(nil, counter: 13).refusal() == .rolledBack(image: 0, counter: 13))
  }

  /// One ahead of the counter is a power cut. More is a counter that was set back.
  @Test func aCounterThatWasSetBack() throws {
    let flash = Flash()
    var store = try MemoryStore<OpenSSLCrypto>(on: flash)
    for i in 0..<4 { try store.generate(.x25519, as: .of("key-\(i)")) }
    let newest = flash.history[3]
    for counter in [UInt64(0), 1, 2] {
      #expect(
        Flash(newest, counter: counter).refusal() == .rolledBack(image: 4, counter: counter))
    }
    let cut = Flash(newest, counter: 3)
    #expect(cut.refusal() == nil && cut.counter == 4)
    #expect(
      Flash(newest, counter: .max).refusal() == .rolledBack(image: 4, counter: .max))
  }

  @Test func numbersAtTheirEnds() throws {
    #expect(
      try Flash(image([0], number: 0), counter: 0).refusal() == .rolledBack(image: 0, counter: 0))
    #expect(
      try Flash(image([0], number: 0), counter: .max).refusal()
        == .rolledBack(image: 0, counter: .max))
    let last = try Flash(image([0], number: .max), counter: .max)
    var store = try MemoryStore<OpenSSLCrypto>(on: last)
    #expect(throws: KeyStoreError.rolledBack(image: .max, counter: .max)) {
      try store.generate(.x25519, as: .of("a"))
    }
    #expect(try store.list().isEmpty)
  }

  /// While the store is open: another writes to the same medium, or its counter moves.
  @Test func aSecondWriterIsNotOverwritten() throws {
    let flash = Flash()
    var first = try MemoryStore<OpenSSLCrypto>(on: flash)
    try first.generate(.x25519, as: .of("a"))
    var second = try MemoryStore<OpenSSLCrypto>(on: flash)
    try second.generate(.x25519, as: .of("b"))
    let image = flash.image
    #expect(throws: KeyStoreError.rolledBack(image: 1, counter: 2)) {
      try first.generate(.x25519, as: .of("c"))
    }
    #expect(flash.image == image)
    #expect(try first.labels() == ["a"])
    #expect(try second.labels() == ["a", "b"])
    #expect(try flash.labels() == ["a", "b"])
  }
}
