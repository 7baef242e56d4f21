// SPDX-License-Identifier: Apache-2.0
import Identity
import OpenSSLBackend
import Primitives
import Testing

/// What every store must do, whatever is below it; `lacks` are the algorithms that it has not.
func expectRules<Store: KeyStore & ~Copyable>(
  of store: inout Store, lacks: Set<KeyAlgorithm> = []
) throws {
  for algorithm in KeyAlgorithm.allCases {
    let name = label("rule-\(algorithm.rawValue)")
    expect(.noSuchKey) { () throws(KeyStoreError) in _ = try store.publicKey(of: name) }
    expect(.noSuchKey) { () throws(KeyStoreError) in try store.destroy(name) }
    if lacks.contains(algorithm) {
      expect(.unsupported) { () throws(KeyStoreError) in try store.generate(algorithm, as: name) }
      #expect(try store.list().allSatisfy { $0.label != name })
      continue
    }
    try store.generate(algorithm, as: name)
    let entry = KeyEntry(label: name, algorithm: algorithm, origin: .generated)
    #expect(try store.list().contains(entry))
    let publicKey = try store.publicKey(of: name)
    #expect(publicKey.count == algorithm.publicKeyLength)
    expect(.labelTaken) { () throws(KeyStoreError) in try store.generate(algorithm, as: name) }
    #expect(try store.publicKey(of: name) == publicKey, "a refusal must change nothing")

    if algorithm.signs {
      try expectSignature(of: &store, name, algorithm, publicKey)
    } else {
      try expectAgreement(of: &store, name, algorithm, publicKey)
    }
    try store.destroy(name)
    expect(.noSuchKey) { () throws(KeyStoreError) in _ = try store.publicKey(of: name) }
    #expect(try store.list().allSatisfy { $0.label != name })
    // The label is free again, and the key under it is another.
    try store.generate(algorithm, as: name)
    #expect(try store.publicKey(of: name) != publicKey)
    try store.destroy(name)
  }
  let first = try store.wrappingKey()
  #expect(first.count == 65 && first[0] == 0x04)
  #expect(try store.wrappingKey() == first)
}

private func expectSignature<Store: KeyStore & ~Copyable>(
  of store: inout Store, _ name: KeyLabel, _ algorithm: KeyAlgorithm, _ publicKey: [UInt8]
) throws {
  for count in [0, 1, 64, 5000] {
    let message = [UInt8](repeating: 0x5A, count: count)
    let made = try signature(of: message, by: &store, name)
    try verify(made, of: message, algorithm, publicKey)
    let other = message + [0]
    #expect(throws: CryptoError.self) { try verify(made, of: other, algorithm, publicKey) }
  }
  expect(.wrongUse(algorithm)) { () throws(KeyStoreError) in
    _ = try store.agree(name, with: publicKey.span)
  }
  // Without room nothing is written.
  var written = -1
  expect(.crypto(.bufferTooSmall(needed: algorithm.maximumSignatureLength))) {
    () throws(KeyStoreError) in
    _ = try [UInt8](capacity: algorithm.maximumSignatureLength - 1) {
      out throws(KeyStoreError) in
      defer { written = out.count }
      try store.sign([1, 2, 3].span, with: name, into: &out)
    }
  }
  #expect(written == 0)
}

private func expectAgreement<Store: KeyStore & ~Copyable>(
  of store: inout Store, _ name: KeyLabel, _ algorithm: KeyAlgorithm, _ publicKey: [UInt8]
) throws {
  let point: [UInt8]
  if algorithm == .ecdhP256 {
    point = try expectOneSecret(OpenSSLCrypto.P256KeyAgreement.self, &store, name, publicKey)
  } else {
    point = try expectOneSecret(OpenSSLCrypto.X25519.self, &store, name, publicKey)
  }

  var bad = [[], Array(point.dropLast()), point + [0], [UInt8](repeating: 0, count: point.count)]
  if algorithm == .ecdhP256 {
    var offCurve = point
    offCurve[64] ^= 1
    bad.append(offCurve)
  }
  for point in bad {
    expect(.crypto(.invalidKey)) { () throws(KeyStoreError) in
      _ = try store.agree(name, with: point.span)
    }
  }
  expect(.wrongUse(algorithm)) { () throws(KeyStoreError) in
    _ = try signature(of: [1], by: &store, name)
  }
}

/// Both sides have one secret; the other side's public key.
private func expectOneSecret<Store: KeyStore & ~Copyable, Key: KeyAgreement & ~Copyable>(
  _ type: Key.Type, _ store: inout Store, _ name: KeyLabel, _ publicKey: [UInt8]
) throws -> [UInt8] {
  let scalar = [UInt8](repeating: 7, count: 32)
  var peer = try Key(privateKey: scalar.span)
  let point = try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
    try peer.publicKey(into: &out)
  }
  let ours = try store.agree(name, with: point.span)
  let theirs = try peer.sharedSecret(with: publicKey.span)
  let same = ours == theirs
  #expect(same)
  return point
}

func label(_ text: String) -> KeyLabel {
  // A label of a test's own is well-formed, or the test is broken.
  try! KeyLabel(Array(text.utf8).span)
}

func signature<Store: KeyStore & ~Copyable>(
  of message: [UInt8], by store: inout Store, _ name: KeyLabel
) throws(KeyStoreError) -> [UInt8] {
  try [UInt8](capacity: 72) { out throws(KeyStoreError) in
    try store.sign(message.span, with: name, into: &out)
  }
}

func verify(
  _ signature: [UInt8], of message: [UInt8], _ algorithm: KeyAlgorithm, _ publicKey: [UInt8]
) throws(CryptoError) {
  if algorithm == .ecdsaP256 {
    try OpenSSLCrypto.P256.verify(signature.span, of: message.span, publicKey: publicKey.span)
  } else {
    try OpenSSLCrypto.Ed25519.verify(signature.span, of: message.span, publicKey: publicKey.span)
  }
}

/// The very error, and no other.
func expect(
  _ expected: KeyStoreError, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws(KeyStoreError) -> Void
) {
  do throws(KeyStoreError) {
    try body()
    Issue.record("nothing was thrown, not \(expected)", sourceLocation: sourceLocation)
  } catch { #expect(error == expected, sourceLocation: sourceLocation) }
}
