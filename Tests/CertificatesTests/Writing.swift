// SPDX-License-Identifier: Apache-2.0
import Certificates
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

/// Every provider that issues certificates.
let providers = [Provider(OpenSSLCrypto.self), Provider(MbedTLSCrypto.self)]

struct Provider: Sendable, CustomTestStringConvertible {
  let type: any CryptoProvider.Type

  init(_ type: any CryptoProvider.Type) { self.type = type }

  var testDescription: String { "\(type.name)" }
}

extension CryptoProvider {
  /// A key that nobody has had, whichever provider it is for.
  static func newKey() throws(CryptoError) -> P256 {
    var random = OpenSSLCrypto.Random()
    return try P256.generate(using: &random)
  }
}

/// What `write` appends to a buffer that has exactly `room` bytes.
func written<E: Error>(
  room: Int = 70_000, _ write: (inout OutputSpan<UInt8>) throws(E) -> Void
) throws(E) -> [UInt8] {
  let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: room)
  defer { buffer.deallocate() }
  var out = OutputSpan(buffer: buffer, initializedCount: 0)
  try write(&out)
  let count = out.finalize(for: buffer)
  return Array(buffer.prefix(count))
}

/// The error of a write into a buffer of exactly `room` bytes that already has `before` in it,
/// and a check that nothing was left behind.
func refusal<E: Error>(
  room: Int = 70_000, _ write: (inout OutputSpan<UInt8>) throws(E) -> Void
) -> E? {
  var refusal: E?
  let left = written(room: room + 1) { out in
    out.append(0x5a)
    do throws(E) { try write(&out) } catch { refusal = error }
  }
  if refusal != nil { #expect(left == [0x5a]) }
  return refusal
}

func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }
