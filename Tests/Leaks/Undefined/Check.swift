// SPDX-License-Identifier: Apache-2.0
import CLeaks
import Leaky
import Primitives

/// One primitive, with all that is secret in it undefined.
struct Check {
  let name: String
  /// A control: unless valgrind finds something in it, the run is void.
  var mustLeak = false
  let run: () -> Void

  /// One line for each primitive.
  static func all() -> [Check] {
    [
      Check(name: "AES with tables", mustLeak: true) {
        let aes = TableAES(key: secret(16).span)
        use(aes.encrypted(secret(16).span))
      },
      Check(name: "a comparison that returns early", mustLeak: true) {
        use(leakyEqual(secret(32).span, secret(32).span))
      },
      Check(name: "constantTimeEqual") {
        use(constantTimeEqual(secret(32).span, secret(32).span))
      },
      hash("SHA-256", PortableCrypto.SHA256.self),
      hash("SHA-384", PortableCrypto.SHA384.self),
      hash("SHA-512", PortableCrypto.SHA512.self),
      code("HMAC-SHA-256", PortableCrypto.HMACSHA256.self),
      code("HMAC-SHA-384", PortableCrypto.HMACSHA384.self),
      code("HMAC-SHA-512", PortableCrypto.HMACSHA512.self),
      derivation("HKDF-SHA-256", PortableCrypto.HKDFSHA256.self),
      derivation("HKDF-SHA-384", PortableCrypto.HKDFSHA384.self),
      aead("AES-128-GCM", PortableCrypto.AESGCM.self, key: 16),
      aead("AES-256-GCM", PortableCrypto.AESGCM.self, key: 32),
      aead("AES-128-CCM", PortableCrypto.AESCCM.self, key: 16),
      aead("AES-128-CCM-8", PortableCrypto.AESCCM8.self, key: 16),
      aead("ChaCha20-Poly1305", PortableCrypto.ChaCha20Poly1305.self, key: 32),
      agreement("X25519", PortableCrypto.X25519.self),
      agreement("ECDH over P-256", PortableCrypto.P256KeyAgreement.self),
      signer("ECDSA over P-256", PortableCrypto.P256.self),
      signer("Ed25519", PortableCrypto.Ed25519.self),
    ]
  }

  /// Hashing a secret, such as a shared one; the length is public.
  private static func hash<H: HashFunction & ~Copyable>(_ name: String, _: H.Type) -> Check {
    Check(name: name) {
      attempt { () throws(CryptoError) in
        var hash = try H()
        for count in [1, 55, 64, 127, 128, 300] {
          try hash.update(secret(count).span)
          use(try appended(H.digestLength) { out throws(CryptoError) in try hash.finish(into: &out) })
        }
      }
    }
  }

  /// The key is secret; so is the message, and whether a code fits is not.
  private static func code<M: MessageAuthenticationCode & ~Copyable>(
    _ name: String, _: M.Type
  ) -> Check {
    Check(name: name) {
      attempt { () throws(CryptoError) in
        for length in [16, 64, 200] {
          var code = try M(key: secret(length).span)
          try code.update(secret(100).span)
          use(try appended(M.codeLength) { out throws(CryptoError) in try code.finish(into: &out) })
          try code.update(secret(100).span)
          use(try code.isValid(known(M.codeLength).span))
        }
      }
    }
  }

  private static func derivation<K: KeyDerivation>(_ name: String, _: K.Type) -> Check {
    Check(name: name) {
      attempt { () throws(CryptoError) in
        let key = try K.extract(salt: known(32).span, keyMaterial: secret(32).span)
        var out = known(100)
        var span = out.mutableSpan
        try K.expand(key.bytes, info: known(10).span, into: &span)
        use(out)
      }
    }
  }

  /// Key and text are secret, and the ciphertext that comes of them is public.
  private static func aead<A: AEAD & ~Copyable>(
    _ name: String, _: A.Type, key: Int
  ) -> Check {
    Check(name: name) {
      attempt { () throws(CryptoError) in
        var aead = try A(key: secret(key).span)
        for count in [0, 1, 16, 63, 64, 300] {
          var (text, tag) = (secret(count), known(A.tagLength))
          do {
            var text = text.mutableSpan
            var tag = tag.mutableSpan
            try aead.seal(
              &text, nonce: known(A.nonceLength).span, authenticating: known(13).span, tag: &tag)
          }
          // They go over the wire.
          makePublic(text)
          makePublic(tag)
          // Opening ends by saying whether the tag was right: there the secret ends.
          var span = text.mutableSpan
          try aead.open(
            &span, nonce: known(A.nonceLength).span, authenticating: known(13).span,
            tag: tag.span)
        }
      }
    }
  }

  private static func agreement<K: KeyAgreement & ~Copyable>(
    _ name: String, _: K.Type
  ) -> Check {
    Check(name: name) {
      attempt { () throws(CryptoError) in
        var key = try K(privateKey: secret(K.privateKeyLength).span)
        let publicKey = try appended(K.publicKeyLength) { out throws(CryptoError) in
          try key.publicKey(into: &out)
        }
        // It is sent to everybody.
        makePublic(publicKey)
        let shared = try key.sharedSecret(with: publicKey.span)
        use(shared.count > 0)
      }
    }
  }

  private static func signer<S: Signer & ~Copyable>(_ name: String, _: S.Type) -> Check {
    Check(name: name) {
      attempt { () throws(CryptoError) in
        var key = try S(privateKey: secret(S.privateKeyLength).span)
        let publicKey = try appended(S.publicKeyLength) { out throws(CryptoError) in
          try key.publicKey(into: &out)
        }
        // It stands in a certificate.
        makePublic(publicKey)
        let signature = try appended(S.maximumSignatureLength) { out throws(CryptoError) in
          try key.sign(known(100).span, into: &out)
        }
        // It is sent, and so is its message.
        makePublic(signature)
      }
    }
  }
}

/// Bytes that valgrind takes for undefined. They have values all the same, always the same ones.
private func secret(_ count: Int) -> [UInt8] {
  let bytes = known(count)
  bytes.withUnsafeBufferPointer { leaks_make_secret($0.baseAddress, $0.count) }
  return bytes
}

@inline(never) @_optimize(none)
private func known(_ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: 0x35 &+ 37 &* $0) }
}

private func makePublic(_ bytes: [UInt8]) {
  bytes.withUnsafeBufferPointer { leaks_make_public($0.baseAddress, $0.count) }
}

private func appended(
  _ count: Int, _ write: (inout OutputSpan<UInt8>) throws(CryptoError) -> Void
) throws(CryptoError) -> [UInt8] {
  try [UInt8](capacity: count) { out throws(CryptoError) in try write(&out) }
}

private func attempt(_ body: () throws(CryptoError) -> Void) {
  do throws(CryptoError) { try body() } catch { leaks_log("failed: \(error)") }
}

/// Keeps a result alive, and does not look at it.
@inline(never) @_optimize(none)
private func use<Value>(_ value: Value) {}
