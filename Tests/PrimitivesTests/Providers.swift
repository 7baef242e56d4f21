// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// Every provider; each test below runs over all of them.
let providers = [
  Provider(OpenSSLCrypto.self), Provider(MbedTLSCrypto.self), Provider(PortableCrypto.self),
]

struct Provider: Sendable, CustomTestStringConvertible {
  let type: any CryptoProvider.Type

  init(_ type: any CryptoProvider.Type) { self.type = type }

  var testDescription: String { "\(type.name)" }
}

extension SeededRandom: RandomSource {
  public mutating func fill(_ out: inout MutableSpan<UInt8>) {
    for i in out.indices { out[i] = UInt8(truncatingIfNeeded: next()) }
  }
}

// What the protocols do with spans, for tests that think in arrays.

extension CryptoProvider {
  static func digest(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
    var hash = try SHA256()
    try hash.update(message.span)
    return try hash.finish()
  }

  static func seal(
    _ text: inout [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8] = []
  ) throws(CryptoError) -> [UInt8] {
    var aead = try AESGCM(key: key.span)
    var tag = [UInt8](repeating: 0, count: 16)
    try aead.seal(&text, nonce: nonce, data: data, tag: &tag)
    return tag
  }

  static func open(
    _ text: inout [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8] = [], tag: [UInt8]
  ) throws(CryptoError) {
    var aead = try AESGCM(key: key.span)
    try aead.open(&text, nonce: nonce, data: data, tag: tag)
  }

  static func publicKey(_ scalar: [UInt8]) throws(CryptoError) -> [UInt8] {
    try P256(privateKey: scalar.span).publicKey()
  }

  static func sign(_ message: [UInt8], with scalar: [UInt8]) throws(CryptoError) -> [UInt8] {
    var key = try P256(privateKey: scalar.span)
    return try key.sign(message)
  }

  static func verify(
    _ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]
  ) throws(CryptoError) {
    try P256.verify(signature.span, of: message.span, publicKey: publicKey.span)
  }
}

extension HashFunction where Self: ~Copyable {
  mutating func finish(room: Int = 32) throws(CryptoError) -> [UInt8] {
    try appended(room) { out throws(CryptoError) in try finish(into: &out) }
  }
}

extension AEAD where Self: ~Copyable {
  mutating func seal(
    _ text: inout [UInt8], nonce: [UInt8], data: [UInt8] = [], tag: inout [UInt8]
  ) throws(CryptoError) {
    var text = text.mutableSpan
    var tag = tag.mutableSpan
    try seal(&text, nonce: nonce.span, authenticating: data.span, tag: &tag)
  }

  mutating func open(
    _ text: inout [UInt8], nonce: [UInt8], data: [UInt8] = [], tag: [UInt8]
  ) throws(CryptoError) {
    var text = text.mutableSpan
    try open(&text, nonce: nonce.span, authenticating: data.span, tag: tag.span)
  }
}

extension Signer where Self: ~Copyable {
  func publicKey(room: Int = 65) throws(CryptoError) -> [UInt8] {
    try appended(room) { out throws(CryptoError) in try publicKey(into: &out) }
  }

  mutating func sign(_ message: [UInt8], room: Int = 72) throws(CryptoError) -> [UInt8] {
    try appended(room) { out throws(CryptoError) in try sign(message.span, into: &out) }
  }
}

/// What `write` appends behind one byte that was there before, which it must leave alone.
func appended(
  _ room: Int, _ write: (inout OutputSpan<UInt8>) throws(CryptoError) -> Void
) throws(CryptoError) -> [UInt8] {
  var padding = 0
  let all = try [UInt8](capacity: room + 1) { out throws(CryptoError) in
    out.append(0x5A)
    // An array may have more room than was asked for.
    while out.freeCapacity > room { out.append(0x5A) }
    padding = out.count
    try write(&out)
  }
  #expect(padding > 0 && all.prefix(padding).allSatisfy { $0 == 0x5A })
  return Array(all.dropFirst(padding))
}

/// Why `body` refused, or nil if it did not.
func refusal(_ body: () throws(CryptoError) -> Void) -> CryptoError? {
  do throws(CryptoError) {
    try body()
    return nil
  } catch { return error }
}
