// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

typealias AnyAEAD = any (AEAD & ~Copyable).Type

/// One AEAD of one provider. All of ours take a nonce of 12 bytes.
struct AEADAlgorithm: @unchecked Sendable, CustomTestStringConvertible {
  let name: String
  let provider: String
  let type: AnyAEAD
  let keyLengths: [Int]
  let tagLength: Int

  init<P: CryptoProvider>(
    _ name: String, of provider: P.Type, _ type: AnyAEAD, keys: [Int],
    tag: Int
  ) {
    (self.name, self.provider, self.type) = (name, "\(provider.name)", type)
    (keyLengths, tagLength) = (keys, tag)
  }

  var testDescription: String { "\(name) of \(provider)" }

  /// mbedTLS knows only the shortest of CCM's three ways to write the length of the data.
  var dataLimit: Int {
    provider == "mbedtls" && name.hasPrefix("AES-CCM") ? 0xFEFF : .max
  }

  /// One line for each AEAD.
  static func all<P: CryptoProvider>(of provider: P.Type) -> [AEADAlgorithm] {
    [
      AEADAlgorithm("AES-GCM", of: provider, P.AESGCM.self, keys: [16, 32], tag: 16),
      AEADAlgorithm("AES-CCM", of: provider, P.AESCCM.self, keys: [16, 32], tag: 16),
      AEADAlgorithm("AES-CCM-8", of: provider, P.AESCCM8.self, keys: [16, 32], tag: 8),
      AEADAlgorithm(
        "ChaCha20-Poly1305", of: provider, P.ChaCha20Poly1305.self, keys: [32], tag: 16),
    ]
  }
}

/// Every AEAD of every provider, those that it lacks among them.
let allAEADs = providers.flatMap { provider in
  func all<P: CryptoProvider>(_: P.Type) -> [AEADAlgorithm] { AEADAlgorithm.all(of: P.self) }
  return all(provider.type)
}

/// Those that are there. For the others, `AEADTests.whatIsLackingSaysSo` stands.
let aeads = allAEADs.filter { $0.type.isAvailable }

/// Each with each provider's of the same name, itself too.
let aeadPairs = aeads.flatMap { sealer in
  aeads.filter { $0.name == sealer.name }.map { AEADPair(sealer: sealer, opener: $0) }
}

struct AEADPair: Sendable, CustomTestStringConvertible {
  let sealer, opener: AEADAlgorithm

  var testDescription: String { "\(sealer.testDescription) to \(opener.provider)" }
}

extension AEADAlgorithm {
  /// The AEADs of that name, for a standard's examples.
  static func named(_ name: String) -> [AEADAlgorithm] { aeads.filter { $0.name == name } }

  /// The tag.
  func seal(
    _ text: inout [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8] = []
  ) throws(CryptoError) -> [UInt8] {
    try type.seal(&text, key: key, nonce: nonce, data: data, tagLength: tagLength)
  }

  func open(
    _ text: inout [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8] = [], tag: [UInt8]
  ) throws(CryptoError) {
    try type.open(&text, key: key, nonce: nonce, data: data, tag: tag)
  }
}

extension AEAD where Self: ~Copyable {
  fileprivate static func seal(
    _ text: inout [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8], tagLength: Int
  ) throws(CryptoError) -> [UInt8] {
    var aead = try Self(key: key.span)
    var tag = [UInt8](repeating: 0, count: tagLength)
    try aead.seal(&text, nonce: nonce, data: data, tag: &tag)
    return tag
  }

  fileprivate static func open(
    _ text: inout [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8], tag: [UInt8]
  ) throws(CryptoError) {
    var aead = try Self(key: key.span)
    try aead.open(&text, nonce: nonce, data: data, tag: tag)
  }
}
