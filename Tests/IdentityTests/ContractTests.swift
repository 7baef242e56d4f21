// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

@Suite struct SealedStoreContractTests {
  @Test(arguments: providers)
  func keepsTheContract(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let abilities = KeyStoreAbilities(
        algorithms: KeyAlgorithm.allCases.filter { $0 != .ed25519 || Crypto.Ed25519.isAvailable })
      let flash = Flash()
      if Crypto.name.description == OpenSSLCrypto.name.description {
        try keyStoreContract(abilities, against: PortableCrypto.self) {
          try MemoryStore<Crypto>(on: flash)
        }
      } else {
        try keyStoreContract(abilities, against: OpenSSLCrypto.self) {
          try MemoryStore<Crypto>(on: flash)
        }
      }
    }
    try run(provider.type)
  }
}
