// SPDX-License-Identifier: Apache-2.0
import Primitives

/// Chapter 03: each primitive in plain Swift against one golden vector; what opens must also
/// refuse.
func testPrimitives() throws(SelfTest.Failure) {
  try testHashes()
  try testCodes()
  try testSealing()
  try testAgreement()
  try testSigning()
}

private typealias Crypto = PortableCrypto
private typealias Vectors = PrimitiveVectors

/// What a primitive refuses that it must take is a failure with this name.
private func work<Result: ~Copyable>(
  _ what: StaticString, _ body: () throws(CryptoError) -> Result
) throws(SelfTest.Failure) -> Result {
  do throws(CryptoError) { return try body() } catch { throw SelfTest.Failure(what: what) }
}

private func require(
  _ what: StaticString, refuses body: () throws(CryptoError) -> Void
) throws(SelfTest.Failure) {
  var refused = false
  do throws(CryptoError) { try body() } catch { refused = true }
  try require(refused, what)
}

// Hashes

private func testHashes() throws(SelfTest.Failure) {
  try require(
    try digests(Crypto.SHA256.self, Vectors.sha256), "SHA-256 is not the golden one")
  try require(
    try digests(Crypto.SHA384.self, Vectors.sha384), "SHA-384 is not the golden one")
  try require(
    try digests(Crypto.SHA512.self, Vectors.sha512), "SHA-512 is not the golden one")
}

private func digests<H: HashFunction & ~Copyable>(
  _: H.Type, _ golden: StaticString
) throws(SelfTest.Failure) -> Bool {
  var storage = InlineArray<64, UInt8>(repeating: 0)
  let count = try work("a hash refused") { () throws(CryptoError) in
    let message: InlineArray<3, UInt8> = [0x61, 0x62, 0x63]
    var hash = try H()
    try hash.update(message.span)
    return try withOutput(&storage) { out throws(CryptoError) in try hash.finish(into: &out) }
  }
  return equal(storage.span.extracting(first: count), hex(golden).span)
}

// Codes, and keys made of them

private func testCodes() throws(SelfTest.Failure) {
  let right = try work("HMAC-SHA-256 refused") { () throws(CryptoError) in
    var code = try Crypto.HMACSHA256(key: hex(Vectors.hmac.key).span)
    try code.update(hex(Vectors.hmac.message).span)
    return try code.isValid(hex(Vectors.hmac.code).span)
  }
  try require(right, "HMAC-SHA-256 is not the golden one")

  let golden = hex(Vectors.hkdf.made)
  var made = [UInt8](repeating: 0, count: golden.count)
  try work("HKDF-SHA-256 refused") { () throws(CryptoError) in
    let key = try Crypto.HKDFSHA256.extract(
      salt: hex(Vectors.hkdf.salt).span, keyMaterial: hex(Vectors.hkdf.keyMaterial).span)
    var out = made.mutableSpan
    try Crypto.HKDFSHA256.expand(key.bytes, info: hex(Vectors.hkdf.info).span, into: &out)
  }
  try require(equal(made.span, golden.span), "HKDF-SHA-256 is not the golden one")
}

// Sealing

private func testSealing() throws(SelfTest.Failure) {
  try require(try seals(Crypto.AESGCM.self, Vectors.gcm), "AES-128-GCM is not the golden one")
  try require(try seals(Crypto.AESCCM.self, Vectors.ccm), "AES-128-CCM is not the golden one")
  try require(
    try seals(Crypto.AESCCM8.self, Vectors.ccm8), "AES-128-CCM_8 is not the golden one")
  try require(
    try seals(Crypto.ChaCha20Poly1305.self, Vectors.chaCha),
    "ChaCha20-Poly1305 is not the golden one")
}

private func seals<A: AEAD & ~Copyable>(
  _: A.Type, _ vector: SealingVector
) throws(SelfTest.Failure) -> Bool {
  let (nonce, data, text) = (hex(vector.nonce), hex(vector.data), hex(vector.text))
  var buffer = text + [UInt8](repeating: 0, count: A.tagLength)
  var context = try work("a key was refused") { () throws(CryptoError) in
    try A(key: hex(vector.key).span)
  }
  try work("sealing refused") { () throws(CryptoError) in
    var span = buffer.mutableSpan
    try context.seal(appendingTagTo: &span, nonce: nonce.span, authenticating: data.span)
  }
  guard equal(buffer.span, hex(vector.sealed).span) else { return false }

  var forged = buffer
  forged[0] ^= 1
  try require("a forgery was opened") { () throws(CryptoError) in
    var span = forged.mutableSpan
    _ = try context.open(tagAppendedTo: &span, nonce: nonce.span, authenticating: data.span)
  }
  let count = try work("opening refused") { () throws(CryptoError) in
    var span = buffer.mutableSpan
    return try context.open(
      tagAppendedTo: &span, nonce: nonce.span, authenticating: data.span)
  }
  return equal(buffer.span.extracting(first: count), text.span)
}

// Agreement

private func testAgreement() throws(SelfTest.Failure) {
  try require(try agrees(Crypto.X25519.self, Vectors.x25519), "X25519 is not the golden one")
  try require(
    try agrees(Crypto.P256KeyAgreement.self, Vectors.ecdh), "P-256 ECDH is not the golden one")
}

private func agrees<K: KeyAgreement & ~Copyable>(
  _: K.Type, _ vector: AgreementVector
) throws(SelfTest.Failure) -> Bool {
  try work("an agreement was refused") { () throws(CryptoError) in
    var key = try K(privateKey: hex(vector.own).span)
    let secret = try key.sharedSecret(with: hex(vector.peer).span)
    return equal(secret.bytes, hex(vector.secret).span)
  }
}

// Signing

private func testSigning() throws(SelfTest.Failure) {
  try require(try signs(Crypto.P256.self, Vectors.ecdsa), "ECDSA is not the golden one")
  try require(try signs(Crypto.Ed25519.self, Vectors.ed25519), "Ed25519 is not the golden one")

  let vector = Vectors.rsa
  var key = try work("an RSA key was refused") { () throws(CryptoError) in
    try Crypto.RSA(publicKey: hex(vector.publicKey).span)
  }
  try work("the golden RSA signature was refused") { () throws(CryptoError) in
    try key.verify(
      hex(vector.signature).span, of: hex(vector.message).span, padding: .pkcs1, hash: .sha256)
  }
  try require("an RSA signature over another message was taken") { () throws(CryptoError) in
    try key.verify(
      hex(vector.signature).span, of: hex(vector.publicKey).span, padding: .pkcs1, hash: .sha256)
  }
}

private func signs<S: Signer & ~Copyable>(
  _: S.Type, _ vector: SigningVector
) throws(SelfTest.Failure) -> Bool {
  let message = hex(vector.message)
  var storage = InlineArray<80, UInt8>(repeating: 0)
  let count = try work("signing refused") { () throws(CryptoError) in
    var key = try S(privateKey: hex(vector.own).span)
    return try withOutput(&storage) { out throws(CryptoError) in
      try key.sign(message.span, into: &out)
    }
  }
  let signature = storage.span.extracting(first: count)
  guard equal(signature, hex(vector.signature).span) else { return false }

  var other = try work("a public key was refused") { () throws(CryptoError) in
    try S.PublicKey(publicKey: hex(vector.publicKey).span)
  }
  try work("the golden signature was refused") { () throws(CryptoError) in
    try other.verify(hex(vector.signature).span, of: message.span)
  }
  try require("a signature over another message was taken") { () throws(CryptoError) in
    try other.verify(hex(vector.signature).span, of: hex(vector.publicKey).span)
  }
  return true
}
