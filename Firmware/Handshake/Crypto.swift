// SPDX-License-Identifier: Apache-2.0
import Primitives

/// All but what a caller of the newest version needs, who begins anew each time.
extension Omissions {
  fileprivate static var allButCalling: Omissions {
    [.servers, .oldVersions, .resumption, .checks, .sentences, .revocation]
  }
}

/// What a device carries: one hash, one cipher, one group, and ECDSA if it has certificates. What
/// a provider lacks is not linked, and so costs no flash.
enum DeviceCrypto: CryptoProvider {
  static var name: StaticString { "portable, for one suite" }

  typealias SHA256 = PortableCrypto.SHA256
  typealias AESGCM = PortableCrypto.AESGCM
  typealias P256KeyAgreement = PortableCrypto.P256KeyAgreement
  #if !SHARED_KEY
  typealias P256 = PortableCrypto.P256
  #endif

  static var omissions: Omissions { .allButCalling }
}

/// A generator with a seed that was written in the factory: enough for an emulated board, and too
/// little for a real one, which has to stir in noise of its own at each start (chapter 03b).
struct BoardRandom: RandomSource, ~Copyable {
  private var generator: HMACDRBG<HMAC<PortableCrypto.SHA256>>

  init(_ seed: UnsafeBufferPointer<UInt8>) throws(CryptoError) {
    let bytes = seed.span
    generator = try HMACDRBG(
      entropy: bytes.extracting(first: 32), nonce: bytes.extracting(droppingFirst: 32),
      personalization: Span())
  }

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    try generator.fill(&out)
  }
}
