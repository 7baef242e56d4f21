// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// Every way in which the power can go, or a medium fail, while a store is changed.
struct Fault: CustomTestStringConvertible {
  /// The step at which it happens, counted from the beginning of the change.
  let step: Int
  let afterDoing: Bool
  let staysDead: Bool

  static let all = (0..<8).flatMap { step in
    [false, true].flatMap { after in
      [false, true].map { Fault(step: step, afterDoing: after, staysDead: $0) }
    }
  }

  var testDescription: String {
    "step \(step) \(afterDoing ? "done" : "not done"), \(staysDead ? "no power" : "once")"
  }

  func strike(_ flash: Flash) {
    flash.stepsLeft = step
    flash.failsAfterDoing = afterDoing
    flash.staysDead = staysDead
  }
}

enum Change: CaseIterable {
  case generate, inject, destroy, wrappingKey

  func make<Store: KeyStore & ~Copyable>(
    in store: inout Store, _ wrapped: [UInt8]
  ) throws(KeyStoreError) {
    switch self {
    case .generate: try store.generate(.x25519, as: .of("new"))
    case .inject: try store.inject(wrapped.span, as: .of("new"))
    case .destroy: try store.destroy(.of("old"))
    case .wrappingKey: _ = try store.wrappingKey()
    }
  }
}

extension Flash {
  func heal() { stepsLeft = nil }

  func labels() throws -> [String] {
    var store = try MemoryStore<OpenSSLCrypto>(on: self)
    return try store.labels()
  }

  /// Twelve bytes behind magic, version and number.
  var nonces: [[UInt8]] { history.map { Array($0[13..<25]) } }
}

extension KeyStore where Self: ~Copyable {
  mutating func labels() throws(KeyStoreError) -> [String] {
    try list().map { String(decoding: $0.label.bytes, as: UTF8.self) }
  }
}

@Suite struct PowerCutTests {
  /// A store with keys, and a key that is wrapped for it; no wrapping key yet for a change that is
  /// to make one.
  private func prepared(_ change: Change) throws -> (Flash, wrapped: [UInt8]) {
    let flash = Flash()
    var store = try MemoryStore<OpenSSLCrypto>(on: flash)
    try store.generate(.ecdsaP256, as: .of("old"))
    try store.generate(.ed25519, as: .of("stays"))
    guard change == .inject else { return (flash, []) }
    var random = SeededRandom(seed: 31)
    let key = Secret(copying: random.bytes(32).span)
    let wrappingKey = try store.wrappingKey()
    return (
      flash,
      try WrappedKey<OpenSSLCrypto>.wrap(key, .ed25519, for: wrappingKey.span, using: &random)
    )
  }

  private func expected(_ change: Change) -> [String] {
    switch change {
    case .generate, .inject: ["new", "old", "stays"]
    case .destroy: ["stays"]
    case .wrappingKey: ["old", "stays"]
    }
  }

  @Test(arguments: Change.allCases, Fault.all)
  func leavesTheOldOrTheNew(change: Change, fault: Fault) throws {
    let (flash, wrapped) = try prepared(change)
    let before = ["old", "stays"]
    let after = expected(change)
    var failed = false
    do {
      var store = try MemoryStore<OpenSSLCrypto>(on: flash)
      fault.strike(flash)
      failed =
        refusal(of: &store) { (store) throws(KeyStoreError) in
          try change.make(in: &store, wrapped)
        } != nil
      // Whatever the medium does now: the store is as it was, or as it is to be, and works.
      #expect(try store.labels() == (failed ? before : after))
      _ = try store.signature(over: [1], with: .of("stays"))
    }
    flash.heal()
    let found = try flash.labels()
    if failed, fault.staysDead {
      #expect(found == before || found == after)
    } else {
      #expect(found == (failed ? before : after))
    }
    #expect(flash.counter == number(flash.image), "opening has mended it")
    #expect(Set(flash.nonces).count == flash.nonces.count, "a nonce came twice")
  }

  @Test(arguments: Change.allCases, Fault.all)
  func goesOnWhenTheMediumIsWellAgain(change: Change, fault: Fault) throws {
    let (flash, wrapped) = try prepared(change)
    var store = try MemoryStore<OpenSSLCrypto>(on: flash)
    fault.strike(flash)
    do throws(KeyStoreError) { try change.make(in: &store, wrapped) } catch {
      #expect(error == .medium(5))
      flash.heal()
      try change.make(in: &store, wrapped)
    }
    flash.heal()
    #expect(try store.labels() == expected(change))
    #expect(try flash.labels() == expected(change))
    // Nothing that was ever on the medium is taken any more, but for the last.
    for old in flash.history.dropLast() where old != flash.image {
      let refusal = Flash(old, counter: flash.counter).refusal()
      #expect(refusal == .rolledBack(image: number(old), counter: flash.counter))
    }
    #expect(Set(flash.nonces).count == flash.nonces.count, "a nonce came twice")
  }

  /// The medium fails for as long as it likes, as a full disk does, and then there is room again.
  @Test(arguments: Change.allCases, [1, 2])
  func aLongFailureIsOnlyAFailure(change: Change, firstStep: Int) throws {
    let (flash, wrapped) = try prepared(change)
    var store = try MemoryStore<OpenSSLCrypto>(on: flash)
    for _ in 0..<5 {
      flash.stepsLeft = firstStep
      flash.failsAfterDoing = false
      flash.staysDead = true
      #expect(
        refusal(of: &store) { (store) throws(KeyStoreError) in
          try change.make(in: &store, wrapped)
        } == .medium(5))
      #expect(try store.labels() == ["old", "stays"])
    }
    flash.heal()
    try change.make(in: &store, wrapped)
    #expect(try store.labels() == expected(change))
    #expect(try flash.labels() == expected(change))
    #expect(Set(flash.nonces).count == flash.nonces.count, "a nonce came twice")
  }

  /// Cut between the image and the counter, then cut again while that is being mended.
  @Test(arguments: 0..<4, [false, true])
  func openingIsCutToo(step: Int, afterDoing: Bool) throws {
    let (flash, _) = try prepared(.destroy)
    do {
      var store = try MemoryStore<OpenSSLCrypto>(on: flash)
      Fault(step: 1, afterDoing: true, staysDead: true).strike(flash)
      #expect(throws: KeyStoreError.medium(5)) { try store.destroy(.of("old")) }
    }
    flash.heal()
    #expect(number(flash.image) == flash.counter + 1)
    Fault(step: step, afterDoing: afterDoing, staysDead: true).strike(flash)
    _ = flash.refusal()
    flash.heal()
    #expect(try flash.labels() == ["stays"])
    #expect(number(flash.image) == flash.counter)
  }
}

/// What an image says its number is.
func number(_ image: [UInt8]?) -> UInt64 {
  (image ?? [])[5..<13].reduce(0) { $0 << 8 | UInt64($1) }
}
