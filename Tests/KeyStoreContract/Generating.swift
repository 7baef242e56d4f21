// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import TestSupport
import Testing

func generates<Store: KeyStore & ~Copyable, Other: CryptoProvider>(
  _ algorithm: KeyAlgorithm, in store: inout Store, against other: Other.Type
) throws {
  let label = KeyLabel.of("born-\(algorithm)")
  try store.generate(algorithm, as: label)
  let entry = KeyEntry(label: label, algorithm: algorithm, origin: .generated)
  #expect(try store.list().contains(entry))
  #expect(try store.publicKey(of: label).count == algorithm.publicKeyLength)
  #expect(try store.publicKey(of: label) == store.publicKey(of: label))
  try uses(entry, in: &store, against: other)
}

/// Whatever the key is for, it does; what it is not for, it refuses and says what it is.
func uses<Store: KeyStore & ~Copyable, Other: CryptoProvider>(
  _ entry: KeyEntry, in store: inout Store, against other: Other.Type
) throws {
  if entry.algorithm.signs {
    try signs(entry, in: &store, against: other)
    #expect(
      refusal(of: &store) { (store) throws(KeyStoreError) in
        _ = try store.agree(entry.label, with: [UInt8](repeating: 9, count: 32).span)
      } == .wrongUse(entry.algorithm))
  } else {
    try agrees(entry, in: &store, against: other)
    #expect(
      refusal(of: &store) { (store) throws(KeyStoreError) in
        _ = try store.signature(over: [1, 2, 3], with: entry.label)
      } == .wrongUse(entry.algorithm))
  }
}

func signs<Store: KeyStore & ~Copyable, Other: CryptoProvider>(
  _ entry: KeyEntry, in store: inout Store, against other: Other.Type
) throws {
  let publicKey = try store.publicKey(of: entry.label)
  for message in [[], Array("a reading".utf8), [UInt8](repeating: 0xA5, count: 3000)] {
    var signature = try store.signature(over: message, with: entry.label)
    #expect(1...entry.algorithm.maximumSignatureLength ~= signature.count)
    func verify(_ signature: [UInt8], of message: [UInt8]) throws(CryptoError) {
      if entry.algorithm == .ecdsaP256 {
        try Other.P256.verify(signature.span, of: message.span, publicKey: publicKey.span)
      } else {
        try Other.Ed25519.verify(signature.span, of: message.span, publicKey: publicKey.span)
      }
    }
    try verify(signature, of: message)
    #expect(throws: CryptoError.self) { try verify(signature, of: message + [0]) }
    signature[signature.count - 1] ^= 1
    #expect(throws: CryptoError.self) { try verify(signature, of: message) }
  }
}

func agrees<Store: KeyStore & ~Copyable, Other: CryptoProvider>(
  _ entry: KeyEntry, in store: inout Store, against other: Other.Type
) throws {
  let publicKey = try store.publicKey(of: entry.label)
  if entry.algorithm == .ecdhP256 {
    try meets(Other.P256KeyAgreement.self, publicKey, entry.label, in: &store)
  } else {
    try meets(Other.X25519.self, publicKey, entry.label, in: &store)
  }
  // No point of the curve, and one that everybody shares the secret of.
  var bad = [UInt8](repeating: 0, count: entry.algorithm.publicKeyLength)
  if entry.algorithm == .ecdhP256 { bad[0] = 4 }
  #expect(
    refusal(of: &store) { (store) throws(KeyStoreError) in
      _ = try store.agree(entry.label, with: bad.span)
    } == .crypto(.invalidKey))
}

private func meets<Store: KeyStore & ~Copyable, Peer: KeyAgreement & ~Copyable>(
  _ type: Peer.Type, _ publicKey: [UInt8], _ label: KeyLabel, in store: inout Store
) throws {
  var random = SeededRandom(seed: 7)
  var peer = try Peer(privateKey: random.bytes(32).span)
  let theirs = try [UInt8](capacity: 65) { out throws(CryptoError) in
    try peer.publicKey(into: &out)
  }
  let ours = try store.agree(label, with: theirs.span)
  let same = try peer.sharedSecret(with: publicKey.span)
  let isSame = ours == same
  #expect(isSame, "the two sides do not share the same secret")
}
