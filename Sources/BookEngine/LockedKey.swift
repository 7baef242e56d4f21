// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import Primitives
import Synchronization
import TLS

/// Signs, whichever key it has.
private protocol TakingTurns: Sendable {
  func sign(_ message: Span<UInt8>, into out: inout OutputSpan<UInt8>) throws(KeyStoreError)
}

/// A private key whose context is made once; connections take turns.
private final class LockedKey<Key: Signer & ~Copyable>: TakingTurns {
  private let key: Mutex<Unshared<Key>>
  let publicKey: [UInt8]

  init(_ info: borrowing PrivateKeyInfo) throws(X509Error) {
    let key: Key = try info.key()
    do throws(CryptoError) {
      publicKey = try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
        try key.publicKey(into: &out)
      }
    } catch { throw .crypto(error) }
    self.key = Mutex(Unshared(key))
  }

  func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    do throws(CryptoError) {
      try key.withLock { key throws(CryptoError) in
        try key.value.sign(message, into: &out)
      }
    } catch { throw .crypto(error) }
  }
}

/// Belongs to whoever holds the lock.
struct Unshared<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  var value: Value

  init(_ value: consuming Value) { self.value = value }
}

extension HandshakeSigner {
  /// Signs with a key in memory; `nil` for one that cannot be read, which the context then
  /// says in its own words.
  static func locking<Crypto: CryptoProvider>(
    _ der: borrowing Secret?, by crypto: Crypto.Type
  ) -> HandshakeSigner? {
    switch der {
    case .none: return nil
    case .some(let der):
      do throws(X509Error) {
        let info = try PrivateKeyInfo(der: der.bytes)
        return info.algorithm == .ed25519
          ? signer(.ed25519, try LockedKey<Crypto.Ed25519>(info))
          : signer(.ecdsaP256, try LockedKey<Crypto.P256>(info))
      } catch { return nil }
    }
  }

  private static func signer<Key: Signer & ~Copyable>(
    _ algorithm: KeyAlgorithm, _ key: LockedKey<Key>
  ) -> HandshakeSigner {
    let turns: any TakingTurns = key
    return HandshakeSigner(algorithm, publicKey: key.publicKey) {
      message, out throws(KeyStoreError) in try turns.sign(message, into: &out)
    }
  }
}
