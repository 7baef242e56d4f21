// SPDX-License-Identifier: Apache-2.0
import CBench
import Primitives

// What is measured, over any provider. Each makes its context, and between `bench_ready` and
// `bench_done` uses it once.

func hash<H: HashFunction & ~Copyable>(_: H.Type, _ count: Int32) -> Int32 {
  outcome(H.isAvailable) { () throws(CryptoError) in
    var hash = try H()
    bench_ready()
    try hash.update(text(count).span)
    try write { out throws(CryptoError) in try hash.finish(into: &out) }
    bench_done()
  }
}

func authenticate<M: MessageAuthenticationCode & ~Copyable>(
  _: M.Type, _ count: Int32
) -> Int32 {
  outcome(M.isAvailable) { () throws(CryptoError) in
    var code = try M(key: bench_key(32).buffer.span)
    bench_ready()
    try code.update(text(count).span)
    try write { out throws(CryptoError) in try code.finish(into: &out) }
    bench_done()
  }
}

func seal<A: AEAD & ~Copyable>(_: A.Type, key: bench_bytes, _ count: Int32) -> Int32 {
  outcome(A.isAvailable) { () throws(CryptoError) in
    var context = try A(key: key.buffer.span)
    bench_ready()
    let room = UnsafeMutableBufferPointer(start: bench_text(), count: Int(count))
    let tagRoom = UnsafeMutableBufferPointer(start: bench_output(), count: A.tagLength)
    var text = room.mutableSpan
    var tag = tagRoom.mutableSpan
    try context.seal(
      &text, nonce: bench_nonce().buffer.span, authenticating: bench_data().buffer.span,
      tag: &tag)
    bench_done()
  }
}

func agree<K: KeyAgreement & ~Copyable>(
  _: K.Type, _ scalar: bench_bytes, _ peer: bench_bytes
) -> Int32 {
  outcome(K.isAvailable) { () throws(CryptoError) in
    var key = try K(privateKey: scalar.buffer.span)
    bench_ready()
    let secret = try key.sharedSecret(with: peer.buffer.span)
    write(secret.bytes)
    bench_done()
  }
}

/// All of a key: whoever generates one needs the public half.
func makeKey<K: KeyAgreement & ~Copyable>(_: K.Type, _ scalar: bench_bytes) -> Int32 {
  outcome(K.isAvailable) { () throws(CryptoError) in
    bench_ready()
    let key = try K(privateKey: scalar.buffer.span)
    try write { out throws(CryptoError) in try key.publicKey(into: &out) }
    bench_done()
  }
}

func sign<S: Signer & ~Copyable>(_: S.Type, _ scalar: bench_bytes) -> Int32 {
  outcome(S.isAvailable) { () throws(CryptoError) in
    var key = try S(privateKey: scalar.buffer.span)
    bench_ready()
    try write { out throws(CryptoError) in
      try key.sign(bench_message().buffer.span, into: &out)
    }
    bench_done()
  }
}

func verify<V: Verifier & ~Copyable>(
  _: V.Type, _ publicKey: bench_bytes, _ signature: bench_bytes
) -> Int32 {
  outcome(V.isAvailable) { () throws(CryptoError) in
    var key = try V(publicKey: publicKey.buffer.span)
    bench_ready()
    try key.verify(signature.buffer.span, of: bench_message().buffer.span)
    bench_done()
  }
}

func verifyRSA<V: RSAVerifier & ~Copyable>(_: V.Type) -> Int32 {
  outcome(V.isAvailable) { () throws(CryptoError) in
    var key = try V(publicKey: bench_rsa_public().buffer.span)
    bench_ready()
    try key.verify(
      bench_rsa_signature().buffer.span, of: bench_message().buffer.span, padding: .pkcs1,
      hash: .sha256)
    bench_done()
  }
}

/// 32 bytes, as TLS 1.3 makes its keys and its secrets.
func expand<K: KeyDerivation>(_: K.Type) -> Int32 {
  outcome(K.isAvailable) { () throws(CryptoError) in
    bench_ready()
    let room = UnsafeMutableBufferPointer(start: bench_output(), count: 32)
    var out = room.mutableSpan
    try K.expand(bench_key(32).buffer.span, info: bench_nonce().buffer.span, into: &out)
    bench_done()
  }
}

/// 32 bytes, as much as a key needs.
func generate<Code: MessageAuthenticationCode & ~Copyable>(_: HMACDRBG<Code>.Type) -> Int32 {
  outcome(Code.isAvailable) { () throws(CryptoError) in
    var generator = try HMACDRBG<Code>(
      entropy: bench_key(32).buffer.span, nonce: bench_nonce().buffer.span,
      personalization: Span())
    bench_ready()
    let room = UnsafeMutableBufferPointer(start: bench_output(), count: 32)
    var out = room.mutableSpan
    try generator.fill(&out)
    bench_done()
  }
}
