// SPDX-License-Identifier: Apache-2.0
import Identity
import OpenSSLBackend
import Primitives
import Testing

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
