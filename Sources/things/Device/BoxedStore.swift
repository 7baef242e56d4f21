// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives

/// Whatever store a device has, as one type.
struct BoxedStore: KeyStore, ~Copyable {
  private var store: any KeyStore & ~Copyable

  init(_ store: consuming any KeyStore & ~Copyable) { self.store = store }

  mutating func generate(_ algorithm: KeyAlgorithm, as label: KeyLabel) throws(KeyStoreError) {
    try store.generate(algorithm, as: label)
  }

  mutating func wrappingKey() throws(KeyStoreError) -> [UInt8] { try store.wrappingKey() }

  mutating func inject(_ wrapped: Span<UInt8>, as label: KeyLabel) throws(KeyStoreError) {
    try store.inject(wrapped, as: label)
  }

  mutating func list() throws(KeyStoreError) -> [KeyEntry] { try store.list() }

  mutating func publicKey(of label: KeyLabel) throws(KeyStoreError) -> [UInt8] {
    try store.publicKey(of: label)
  }

  mutating func sign(
    _ message: Span<UInt8>, with label: KeyLabel, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    try store.sign(message, with: label, into: &out)
  }

  mutating func agree(
    _ label: KeyLabel, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret {
    try store.agree(label, with: publicKey)
  }

  mutating func destroy(_ label: KeyLabel) throws(KeyStoreError) { try store.destroy(label) }
}
