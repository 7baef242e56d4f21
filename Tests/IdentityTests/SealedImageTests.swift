// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

/// A wrapping key 41 … 60, an injected key for X25519 called "agree", 61 … 80, and a generated one
/// for ECDSA called "idevid", 01 … 20; number 1, nonce 00 … 0b, under a root key of 32 bytes 0x11,
/// for "device-1". Made by pyca/cryptography 48 from the description of the format.
private let golden = hex(
  """
  544b5353010000000000000001000102030405060708090a0b90f8199ea4d2bb
  5fabd929ae1fa47848b15083c0e4e90edc6dcf4b550c85429d37deb5e533fe55
  c857cb33fe043bb5e0ea5fefce1bceb636a27aacd0494bfacce1fbb89bf3fdb8
  fca824871988d66a864b422dc710ec3b6eee4780b17c0069993158faad00f46f
  70aa788efdbcda04136e21fc8d4edb5ccbb80899e62e5d431bb6e9c5cc
  """)

@Suite struct SealedImageTests {
  @Test(arguments: providers)
  func opensAnImageThatAnotherProgramSealed(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var store = try MemoryStore<Crypto>(on: Flash(golden))
      #expect(
        try store.list() == [
          KeyEntry(label: .of("agree"), algorithm: .x25519, origin: .injected),
          KeyEntry(label: .of("idevid"), algorithm: .ecdsaP256, origin: .generated),
        ])
      #expect(try store.publicKey(of: .of("idevid")) == publicKey(of: Array(1...32)))
      #expect(try store.wrappingKey() == publicKey(of: Array(0x41...0x60)))
    }
    try run(provider.type)
  }

  private func publicKey(of key: [UInt8]) throws -> [UInt8] {
    try [UInt8](capacity: 65) { out throws(CryptoError) in
      try OpenSSLCrypto.P256(privateKey: key.span).publicKey(into: &out)
    }
  }

  /// Our own writer makes what the description says, byte for byte.
  @Test(arguments: providers)
  func sealsWhatTheDescriptionSays(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let flash = Flash(try image([0] + entry("m", 1, 1)))
      let root = Secret(copying: [UInt8](repeating: 0x11, count: 32).span)
      var store = try SealedStore<Crypto, MemoryMedium, FixedRandom>(
        MemoryMedium(flash: flash), rootKey: root, device: Array("device-1".utf8).span,
        random: FixedRandom(bytes: Array(0..<32)))
      try store.generate(.x25519, as: .of("b"))
      #expect(
        try flash.image
          == image([0] + entry("b", 4, 1, Array(0..<32)) + entry("m", 1, 1), number: 2))
      try store.destroy(.of("m"))
      #expect(try flash.image == image([0] + entry("b", 4, 1, Array(0..<32)), number: 3))
      _ = try store.wrappingKey()
      #expect(
        try flash.image
          == image([32] + Array(0..<32) + entry("b", 4, 1, Array(0..<32)), number: 4))
      #expect(flash.counter == 4)
    }
    try run(provider.type)
  }

  @Test func refusesEveryChangedBit() throws {
    for bit in 0..<(8 * golden.count) {
      var wrong = golden
      wrong[bit / 8] ^= 1 << UInt8(bit % 8)
      let refusal = Flash(wrong).refusal()
      switch bit / 8 {
      case 0..<4:
        let magic = wrong[..<4].reduce(0) { $0 << 8 | UInt64($1) }
        #expect(refusal == .image(WireError(.invalid(magic), "magic", at: 0)))
      case 4 where wrong[4] == 0:
        #expect(refusal == .image(WireError(.invalid(0), "version", at: 4)))
      case 4: #expect(refusal == .imageVersion(wrong[4]))
      default: #expect(refusal == .notSealedHere, "bit \(bit)")
      }
    }
  }

  @Test func refusesEveryOtherLength() throws {
    for count in golden.indices {
      let refusal = Flash(Array(golden[..<count])).refusal()
      if count >= 42 {
        #expect(refusal == .notSealedHere, "\(count) bytes")
      } else {
        guard case .image(let error) = refusal, case .truncated = error.fault else {
          Issue.record("\(count) bytes: \(String(describing: refusal))")
          continue
        }
      }
    }
    #expect(Flash(golden + [0]).refusal() == .notSealedHere)
    let long = golden + [UInt8](repeating: 0, count: 3000)
    #expect(
      Flash(long).refusal()
        == .image(WireError(.leftover(long.count - 41), "ciphertext", at: 25)))
  }

  @Test func opensOnNoOtherDevice() throws {
    #expect(Flash(golden).refusal() == nil)
    #expect(Flash(golden).refusal(root: 0x12) == .notSealedHere)
    #expect(Flash(golden).refusal(device: "device-2") == .notSealedHere)
    #expect(Flash(golden).refusal(device: "") == .notSealedHere)
  }

  @Test(arguments: [0, 16, 31])
  func wantsAWholeRootKey(count: Int) throws {
    let root = Secret(copying: [UInt8](repeating: 1, count: count).span)
    do throws(KeyStoreError) {
      _ = try SealedStore<PortableCrypto, MemoryMedium, SeededRandom>(
        MemoryMedium(flash: Flash()), rootKey: root, device: Golden.info.span,
        random: SeededRandom(seed: 1))
      Issue.record("a store under a root key of \(count) bytes")
    } catch { #expect(error == .crypto(.wrongKeyLength(count))) }
  }

  @Test func leavesALaterVersionAlone() throws {
    let later = try image([7, 7, 7], version: 2)
    let flash = Flash(later)
    #expect(flash.refusal() == .imageVersion(2))
    #expect(flash.image == later)
    // It may be of a form that we know nothing of.
    #expect(Flash(Array("TKSS".utf8) + [9]).refusal() == .imageVersion(9))
  }

  static let contents: [([UInt8], WireError)] = [
    ([], WireError(.truncated(missing: 1), "tag", at: 26)),
    ([1, 5], WireError(.invalid(1), "wrappingKey", at: 0)),
    ([32, 5], WireError(.truncated(missing: 31), "wrappingKey", at: 0)),
    ([0] + entry("", 1, 1), WireError(.invalid(0), "label", at: 1)),
    ([0] + entry("a b", 1, 1), WireError(.invalid(3), "label", at: 1)),
    ([0] + entry("a", 0, 1), WireError(.invalid(0), "algorithm", at: 3)),
    ([0] + entry("a", 5, 1), WireError(.invalid(5), "algorithm", at: 3)),
    ([0] + entry("a", 1, 3), WireError(.invalid(3), "origin", at: 4)),
    ([0] + entry("a", 1, 1, [1]), WireError(.invalid(1), "privateKey", at: 5)),
    ([0] + entry("a", 1, 1).dropLast(), WireError(.truncated(missing: 1), "privateKey", at: 5)),
    ([0] + entry("b", 1, 1) + entry("a", 1, 1), WireError(.invalid(1), "label", at: 38)),
    ([0] + entry("a", 1, 1) + entry("a", 1, 1), WireError(.invalid(1), "label", at: 38)),
    ([0] + entry("a", 1, 1) + [9], WireError(.truncated(missing: 9), "label", at: 38)),
  ]

  /// Sealed as it should be, by whoever has the key, and all the same not what we write.
  @Test(arguments: contents)
  func refusesContentsOfAnotherForm(contents: [UInt8], error: WireError) throws {
    #expect(Flash(try image(contents)).refusal() == .image(error))
  }

  @Test func takesThirtyTwoKeysAndNotOneMore() throws {
    var contents: [UInt8] = [0]
    for i in 0..<32 { contents += entry("key-\(10 + i)", 4, 1) }
    #expect(Flash(try image(contents)).refusal() == nil)
    let more = contents + entry("one-more", 4, 1)
    let error = WireError(.leftover(44), "keys", at: contents.count)
    #expect(Flash(try image(more)).refusal() == .image(error))
  }
}
