// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import Testing

/// Every provider; each test that uses cryptography runs over all of them.
let providers = [
  Provider(OpenSSLCrypto.self), Provider(MbedTLSCrypto.self), Provider(PortableCrypto.self),
]

struct Provider: Sendable, CustomTestStringConvertible {
  let type: any CryptoProvider.Type

  init(_ type: any CryptoProvider.Type) { self.type = type }

  var testDescription: String { "\(type.name)" }
}
