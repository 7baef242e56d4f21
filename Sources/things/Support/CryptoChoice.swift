// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MbedTLSBackend
import OpenSSLBackend
import Primitives

/// The crypto providers, as `--crypto` spells them.
enum CryptoChoice: String, CaseIterable, ExpressibleByArgument {
  case portable, openssl, mbedtls

  var provider: any CryptoProvider.Type {
    switch self {
    case .portable: PortableCrypto.self
    case .openssl: OpenSSLCrypto.self
    case .mbedtls: MbedTLSCrypto.self
    }
  }
}
