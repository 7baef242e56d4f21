// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// RFC 9180, A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, sequence
/// number 0.
enum Golden {
  static let info = hex("4f6465206f6e2061204772656369616e2055726e")
  static let skEm = hex("4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb")
  static let pkRm = hex(
    """
    04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a
    826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72e
    a0
    """)
  static let skRm = hex("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2")
  static let enc = hex(
    """
    04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325a
    c98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18
    c4
    """)
  static let aad = hex("436f756e742d30")
  static let pt = hex("4265617574792069732074727574682c20747275746820626561757479")
  static let ct = hex(
    """
    5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f
    9076ac232e3ab2523f39513434
    """)
}

/// The same bytes each time, and never enough of them.
struct FixedRandom: RandomSource {
  let bytes: [UInt8]

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    for i in out.indices { out[i] = bytes[i] }
  }
}

extension HPKE {
  static func sealed(
    _ text: [UInt8], to key: [UInt8], info: [UInt8], data: [UInt8],
    using random: inout some RandomSource
  ) throws(CryptoError) -> [UInt8] {
    try [UInt8](capacity: text.count + overhead) { out throws(CryptoError) in
      try seal(
        text.span, to: key.span, info: info.span, authenticating: data.span, using: &random,
        into: &out)
    }
  }

  static func opened(
    _ sealed: [UInt8], with privateKey: [UInt8], publicKey: [UInt8], info: [UInt8], data: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    var key = try Crypto.P256KeyAgreement(privateKey: privateKey.span)
    let agreed = try key.sharedSecret(with: sealed.span.extracting(first: encapsulatedLength))
    let text = try open(
      sealed.span, agreed: agreed, publicKey: publicKey.span, info: info.span,
      authenticating: data.span)
    return text.array
  }
}

extension Secret {
  /// For tests, whose secrets are none.
  var array: [UInt8] {
    [UInt8](capacity: count) { out in for i in 0..<count { out.append(bytes[i]) } }
  }
}

@Suite struct HPKETests {
  @Test(arguments: providers)
  func sealsAsTheStandardDoes(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var random = FixedRandom(bytes: Golden.skEm)
      let sealed = try HPKE<Crypto>.sealed(
        Golden.pt, to: Golden.pkRm, info: Golden.info, data: Golden.aad, using: &random)
      #expect(sealed == Golden.enc + Golden.ct)
      #expect(sealed.count == Golden.pt.count + HPKE<Crypto>.overhead)
    }
    try run(provider.type)
  }

  @Test(arguments: providers)
  func opensWhatTheStandardSealed(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let text = try HPKE<Crypto>.opened(
        Golden.enc + Golden.ct, with: Golden.skRm, publicKey: Golden.pkRm, info: Golden.info,
        data: Golden.aad)
      #expect(text == Golden.pt)
    }
    try run(provider.type)
  }

  @Test(arguments: providers)
  func refusesEveryChangedBit(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let sealed = Golden.enc + Golden.ct
      func opens(_ sealed: [UInt8], key: [UInt8], info: [UInt8], data: [UInt8]) -> CryptoError? {
        do throws(CryptoError) {
          _ = try HPKE<Crypto>.opened(
            sealed, with: Golden.skRm, publicKey: key, info: info, data: data)
          return nil
        } catch { return error }
      }
      for i in sealed.indices {
        var wrong = sealed
        wrong[i] ^= 1 << UInt8(i % 8)
        let expected: CryptoError = i < 65 ? .invalidKey : .authenticationFailed
        #expect(
          opens(wrong, key: Golden.pkRm, info: Golden.info, data: Golden.aad) == expected,
          "byte \(i)")
      }
      for count in 65..<sealed.count {
        #expect(
          opens(
            Array(sealed[..<count]), key: Golden.pkRm, info: Golden.info, data: Golden.aad)
            == .authenticationFailed)
      }
      let wrong: [CryptoError?] = [
        opens(sealed, key: Golden.enc, info: Golden.info, data: Golden.aad),
        opens(sealed, key: Golden.pkRm, info: Golden.info + [0], data: Golden.aad),
        opens(sealed, key: Golden.pkRm, info: [], data: Golden.aad),
        opens(sealed, key: Golden.pkRm, info: Golden.info, data: Golden.aad + [0]),
        opens(sealed, key: Golden.pkRm, info: Golden.info, data: []),
      ]
      #expect(wrong.allSatisfy { $0 == .authenticationFailed })
    }
    try run(provider.type)
  }

  //= rfc9180#7.1.4
  //# For P-256, P-384, and P-521, senders and recipients MUST perform
  //# partial public key validation on all public key inputs, as defined in
  //# Section 5.6.2.3.4 of [keyagreement].
  @Test(arguments: providers)
  func refusesWhatIsNoPublicKeyAndTooLittleRoom(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      var random = SeededRandom(seed: 3)
      var off = Golden.pkRm
      off[64] ^= 1
      for key in [off, [4] + [UInt8](repeating: 0, count: 64)] {
        #expect(throws: CryptoError.invalidKey) {
          try HPKE<Crypto>.sealed([1], to: key, info: [], data: [], using: &random)
        }
      }
      #expect(throws: CryptoError.wrongKeyLength(64)) {
        try HPKE<Crypto>.sealed(
          [1], to: Array(Golden.pkRm[..<64]), info: [], data: [], using: &random)
      }
      // One byte too little, and nothing is written.
      let text: [UInt8] = [1, 2]
      var error: CryptoError?
      let all = [UInt8](capacity: 83) { out in
        while out.freeCapacity > 82 { out.append(0x5A) }
        do throws(CryptoError) {
          try HPKE<Crypto>.seal(
            text.span, to: Golden.pkRm.span, info: Golden.info.span,
            authenticating: Golden.aad.span, using: &random, into: &out)
        } catch let refusal { error = refusal }
      }
      #expect(error == .bufferTooSmall(needed: 83))
      #expect(all.allSatisfy { $0 == 0x5A })
    }
    try run(provider.type)
  }

  /// Each provider opens what each other sealed, of any length.
  @Test func thePeersUnderstandEachOther() throws {
    var random = SeededRandom(seed: 4)
    func run<Sender: CryptoProvider, Receiver: CryptoProvider>(
      _: Sender.Type, _: Receiver.Type
    ) throws {
      for count in [0, 1, 15, 16, 17, 32, 300] {
        let (text, info, data) = (random.bytes(count), random.bytes(count), random.bytes(count / 2))
        let sealed = try HPKE<Sender>.sealed(
          text, to: Golden.pkRm, info: info, data: data, using: &random)
        let again = try HPKE<Receiver>.opened(
          sealed, with: Golden.skRm, publicKey: Golden.pkRm, info: info, data: data)
        #expect(again == text)
      }
    }
    try run(OpenSSLCrypto.self, PortableCrypto.self)
    try run(PortableCrypto.self, MbedTLSCrypto.self)
    try run(MbedTLSCrypto.self, OpenSSLCrypto.self)
  }

  @Test func drawsAKeyOfItsOwnForEachMessage() throws {
    var random = SeededRandom(seed: 5)
    var seen: Set<[UInt8]> = []
    for _ in 0..<20 {
      let sealed = try HPKE<PortableCrypto>.sealed(
        [1, 2, 3], to: Golden.pkRm, info: [], data: [], using: &random)
      seen.insert(Array(sealed[..<65]))
      seen.insert(Array(sealed[65...]))
    }
    #expect(seen.count == 40)
  }
}
