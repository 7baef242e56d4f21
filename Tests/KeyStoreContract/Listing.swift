// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import TestSupport
import Testing

func refusesLabels<Store: KeyStore & ~Copyable>(
  in store: inout Store, _ algorithms: [KeyAlgorithm]
) throws {
  let taken = try #require(try store.list().first)
  let publicKey = try store.publicKey(of: taken.label)
  let before = try store.list()
  #expect(
    refusal(of: &store) { (store) throws(KeyStoreError) in
      try store.generate(algorithms[0], as: taken.label)
    } == .labelTaken)
  #expect(try store.list() == before)
  #expect(try store.publicKey(of: taken.label) == publicKey, "the key was replaced")

  let nobody = KeyLabel.of("nobody")
  #expect(
    refusal(of: &store) { (store) throws(KeyStoreError) in
      _ = try store.publicKey(of: nobody)
    } == .noSuchKey)
  #expect(
    refusal(of: &store) { (store) throws(KeyStoreError) in
      _ = try store.signature(over: [], with: nobody)
    } == .noSuchKey)
  #expect(
    refusal(of: &store) { (store) throws(KeyStoreError) in
      _ = try store.agree(nobody, with: [UInt8](repeating: 9, count: 32).span)
    } == .noSuchKey)
  #expect(
    refusal(of: &store) { (store) throws(KeyStoreError) in
      try store.destroy(nobody)
    } == .noSuchKey)

  // Room for nothing: no signature, and nothing is written.
  if let signer = before.first(where: { $0.algorithm.signs }) {
    #expect(throws: KeyStoreError.self) {
      var bytes = [UInt8](repeating: 0, count: 3)
      var span = bytes.mutableSpan
      try span.withUnsafeMutableBufferPointer { buffer in
        var out = OutputSpan(buffer: buffer, initializedCount: 0)
        try store.sign([1].span, with: signer.label, into: &out)
      }
    }
  }
}

/// Labels that sort otherwise by length, by case or by age.
func keepsOrder<Store: KeyStore & ~Copyable>(
  in store: inout Store, _ algorithms: [KeyAlgorithm]
) throws {
  let labels = [
    "m", "a", "B", "ab", "a.1", "a-1", "a_1", "Z", "z", "0", String(repeating: "q", count: 32),
  ]
  for (i, text) in labels.enumerated() {
    try store.generate(algorithms[i % algorithms.count], as: .of(text))
  }
  let names = try store.list().map { String(decoding: $0.label.bytes, as: UTF8.self) }
  #expect(names == names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
  #expect(Set(names).isSuperset(of: labels))
  // Each key is one of its own.
  var publicKeys: Set<[UInt8]> = []
  for entry in try store.list() { publicKeys.insert(try store.publicKey(of: entry.label)) }
  #expect(publicKeys.count == names.count)
  for text in labels where text != "m" && text != "Z" { try store.destroy(.of(text)) }
}

func destroys<Store: KeyStore & ~Copyable>(
  in store: inout Store, _ algorithms: [KeyAlgorithm]
) throws {
  let label = KeyLabel.of("short-lived")
  try store.generate(algorithms[0], as: label)
  let first = try store.publicKey(of: label)
  try store.destroy(label)
  #expect(
    refusal(of: &store) { (store) throws(KeyStoreError) in
      _ = try store.publicKey(of: label)
    } == .noSuchKey)
  #expect(try !store.list().contains { $0.label == label })
  try store.generate(algorithms[0], as: label)
  #expect(try store.publicKey(of: label) != first, "the same key came back")
}
