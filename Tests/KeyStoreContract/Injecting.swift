// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import TestSupport
import Testing

extension SeededRandom: RandomSource {
  public mutating func fill(_ out: inout MutableSpan<UInt8>) {
    for i in out.indices { out[i] = UInt8(truncatingIfNeeded: next()) }
  }
}

/// A key made outside, its public half, and itself wrapped for the store.
private struct Outsider<Other: CryptoProvider> {
  let publicKey: [UInt8]
  let wrapped: [UInt8]

  init(_ algorithm: KeyAlgorithm, for wrappingKey: [UInt8], seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let privateKey = Secret(copying: random.bytes(32).span)
    publicKey = try [UInt8](capacity: 65) { out throws(CryptoError) in
      switch algorithm {
      case .ecdsaP256: try Other.P256(privateKey: privateKey.bytes).publicKey(into: &out)
      case .ed25519: try Other.Ed25519(privateKey: privateKey.bytes).publicKey(into: &out)
      case .ecdhP256:
        try Other.P256KeyAgreement(privateKey: privateKey.bytes).publicKey(into: &out)
      case .x25519: try Other.X25519(privateKey: privateKey.bytes).publicKey(into: &out)
      }
    }
    wrapped = try WrappedKey<Other>.wrap(
      privateKey, algorithm, for: wrappingKey.span, using: &random)
  }
}

func injects<Store: KeyStore & ~Copyable, Other: CryptoProvider>(
  _ algorithm: KeyAlgorithm, into store: inout Store, against other: Other.Type
) throws {
  let wrappingKey = try store.wrappingKey()
  #expect(wrappingKey.count == 65 && wrappingKey[0] == 4)
  #expect(try store.wrappingKey() == wrappingKey)
  let outsider = try Outsider<Other>(algorithm, for: wrappingKey, seed: 11)
  let entry = KeyEntry(
    label: .of("brought-\(algorithm)"), algorithm: algorithm, origin: .injected)
  try store.inject(outsider.wrapped.span, as: entry.label)
  #expect(try store.list().contains(entry))
  #expect(try store.publicKey(of: entry.label) == outsider.publicKey)
  try uses(entry, in: &store, against: other)
  #expect(
    refusal(of: &store) { (store) throws(KeyStoreError) in
      try store.inject(outsider.wrapped.span, as: entry.label)
    } == .labelTaken)
}

func refusesWrongWraps<Store: KeyStore & ~Copyable, Other: CryptoProvider>(
  in store: inout Store, _ algorithms: [KeyAlgorithm], against other: Other.Type
) throws {
  let before = try store.list()
  func refuses(_ wrapped: [UInt8], _ comment: Comment) {
    #expect(
      refusal(of: &store) { (store) throws(KeyStoreError) in
        try store.inject(wrapped.span, as: .of("intruder"))
      } == .notWrappedForUs, comment)
  }
  // For another store.
  var random = SeededRandom(seed: 12)
  let stranger = try [UInt8](capacity: 65) { out throws(CryptoError) in
    try Other.P256KeyAgreement(privateKey: random.bytes(32).span).publicKey(into: &out)
  }
  refuses(
    try Outsider<Other>(algorithms[0], for: stranger, seed: 13).wrapped, "for another store")
  // Changed, cut short, or longer.
  let right = try Outsider<Other>(algorithms[0], for: store.wrappingKey(), seed: 14).wrapped
  for i in [0, 1, 2, 3, 34, 66, 67, 80, right.count - 17, right.count - 1] {
    for bit in [UInt8(1), 0x80] {
      var wrong = right
      wrong[i] ^= bit
      refuses(wrong, "byte \(i)")
    }
  }
  for count in [0, 1, 2, 66, right.count - 1] { refuses(Array(right[..<count]), "\(count) bytes") }
  refuses(right + [0], "one byte more")
  #expect(try store.list() == before)
}
