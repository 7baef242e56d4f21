// SPDX-License-Identifier: Apache-2.0
import Identity
import Synchronization
import TLS

extension HandshakeSigner {
  /// Signs with `key`, one connection after another.
  public init<Key: SigningKey & SendableMetatype & ~Copyable>(
    _ key: consuming sending Key
  ) throws(KeyStoreError) {
    var key = key
    let algorithm = key.algorithm
    let publicKey = try key.publicKey()
    let turns = Turns(key)
    self.init(algorithm, publicKey: publicKey) { message, out throws(KeyStoreError) in
      try turns.sign(message, into: &out)
    }
  }
}

private final class Turns<Key: SigningKey & SendableMetatype & ~Copyable>: Sendable {
  private let key: Mutex<Key>

  init(_ key: consuming sending Key) { self.key = Mutex(key) }

  func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    try key.withLock { key throws(KeyStoreError) in try key.sign(message, into: &out) }
  }
}
