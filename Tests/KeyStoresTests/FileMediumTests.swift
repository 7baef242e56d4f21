// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import KeyStores
import OpenSSLBackend
import Primitives
import SystemRandom
import TestSupport
import Testing

typealias FileStore = SealedStore<PortableCrypto, FileMedium, SystemRandom>

@Suite struct FileMediumTests {
  @Test func keepsTheContract() throws {
    let folder = try TemporaryFolder()
    try keyStoreContract(against: OpenSSLCrypto.self) {
      var random = SystemRandom()
      let medium = try FileMedium(
        image: folder.path + "/store/keys.sealed", counter: folder.path + "/elsewhere/counter")
      let root = try deviceRootKey(at: folder.path + "/fuses/root", using: &random)
      return try FileStore(medium, rootKey: root, device: [1].span, random: SystemRandom())
    }
  }
}
