// SPDX-License-Identifier: Apache-2.0
import Leaky
import Primitives
import TestSupport

/// What is timed: `run`, once, with a secret that is one of two classes'.
struct Subject {
  let name: String
  /// A control: the run is void unless it is found to leak.
  var mustLeak = false
  /// The secret of the one class; the other class's are drawn anew each time.
  let fixed: [UInt8]
  /// Done before each run, and not timed.
  var prepare: () -> Void = {}
  let run: (_ secret: Span<UInt8>) -> Void
}

extension Subject {
  static func all() -> [Subject] {
    var random = SeededRandom(seed: 8)
    var subjects = [tables(&random)]
    let expected = random.bytes(32)
    subjects.append(
      Subject(name: "a comparison that returns early", mustLeak: true, fixed: expected) {
        blackHole(leakyEqual($0, expected.span))
      })
    subjects.append(
      Subject(name: "constantTimeEqual", fixed: expected) {
        blackHole(constantTimeEqual($0, expected.span))
      })
    subjects += [
      sealing("AES-128-GCM seal", PortableCrypto.AESGCM.self, key: 16, &random),
      sealing("AES-128-CCM seal", PortableCrypto.AESCCM.self, key: 16, &random),
      sealing(
        "ChaCha20-Poly1305 seal", PortableCrypto.ChaCha20Poly1305.self, key: 32, &random),
      agreement("X25519", PortableCrypto.X25519.self, &random),
      agreement("ECDH over P-256", PortableCrypto.P256KeyAgreement.self, &random),
      signing("ECDSA over P-256", PortableCrypto.P256.self, &random),
      signing("Ed25519", PortableCrypto.Ed25519.self, &random),
    ].compactMap(\.self)
    return subjects
  }

  /// The fixed block is the one of many that looks up the fewest lines of the tables.
  private static func tables(_ random: inout SeededRandom) -> Subject {
    let aes = TableAES(key: random.bytes(16).span)
    let blocks = (0..<4000).map { _ in random.bytes(16) }
    let fixed = blocks.min { aes.lines(of: $0.span) < aes.lines(of: $1.span) } ?? blocks[0]
    let box = Box(aes)
    return Subject(
      name: "AES with tables, out of a cold cache", mustLeak: true, fixed: fixed,
      prepare: { box.aes.evictTables() },
      run: { blackHole(box.aes.encrypted($0)) })
  }

  /// Key and text are secret, and the time includes making the context.
  private static func sealing<A: AEAD & ~Copyable>(
    _ name: String, _: A.Type, key: Int, _ random: inout SeededRandom
  ) -> Subject? {
    guard A.isAvailable else { return nil }
    let nonce = random.bytes(12)
    let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64)
    let tag = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: A.tagLength)
    tag.initialize(repeating: 0)
    return Subject(name: name, fixed: random.bytes(key + 64)) { secret in
      for i in 0..<64 { text[i] = secret[key + i] }
      var text = text.mutableSpan
      var tag = tag.mutableSpan
      expectSuccess { () throws(CryptoError) in
        var aead = try A(key: secret.extracting(0..<key))
        try aead.seal(&text, nonce: nonce.span, authenticating: nonce.span, tag: &tag)
      }
    }
  }

  private static func agreement<K: KeyAgreement & ~Copyable>(
    _ name: String, _: K.Type, _ random: inout SeededRandom
  ) -> Subject? {
    guard K.isAvailable else { return nil }
    let (own, other) = (random.bytes(K.privateKeyLength), random.bytes(K.privateKeyLength))
    var publicKey: [UInt8] = []
    expectSuccess { () throws(CryptoError) in
      publicKey = try [UInt8](capacity: K.publicKeyLength) { out throws(CryptoError) in
        try K(privateKey: other.span).publicKey(into: &out)
      }
    }
    return Subject(name: name, fixed: own) { [publicKey] secret in
      expectSuccess { () throws(CryptoError) in
        var key = try K(privateKey: secret)
        let shared = try key.sharedSecret(with: publicKey.span)
        blackHole(shared.count > 0)
      }
    }
  }

  private static func signing<S: Signer & ~Copyable>(
    _ name: String, _: S.Type, _ random: inout SeededRandom
  ) -> Subject? {
    guard S.isAvailable else { return nil }
    let message = random.bytes(64)
    return Subject(name: name, fixed: random.bytes(S.privateKeyLength)) { secret in
      expectSuccess { () throws(CryptoError) in
        var key = try S(privateKey: secret)
        let signature = try [UInt8](capacity: S.maximumSignatureLength) {
          out throws(CryptoError) in try key.sign(message.span, into: &out)
        }
        blackHole(signature.isEmpty)
      }
    }
  }
}

private final class Box {
  let aes: TableAES
  init(_ aes: consuming TableAES) { self.aes = aes }
}

/// The secrets here are valid keys, but for one in 2³².
private func expectSuccess(_ body: () throws(CryptoError) -> Void) {
  do throws(CryptoError) { try body() } catch { print("leaks: \(error)") }
}

/// Keeps the optimiser from dropping what leads to `value`.
@inline(never) @_optimize(none)
private func blackHole(_ value: Bool) {}
