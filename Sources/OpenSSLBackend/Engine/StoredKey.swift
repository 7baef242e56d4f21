import CStoredKey
import Identity
import TLS

/// An `EVP_PKEY` whose signatures come from a store; `nil` if OpenSSL cannot have one.
func storedKey(_ signer: HandshakeSigner) -> OpaquePointer? {
  let held = Unmanaged.passRetained(Held(signer)).toOpaque()
  return signer.publicKey.withUnsafeBufferPointer {
    things_stored_key(
      $0.baseAddress, $0.count, held,
      { held, message, count, signature, room in
        guard let held, let signature else { return 0 }
        let signer = Unmanaged<Held>.fromOpaque(held).takeUnretainedValue().signer
        let message = UnsafeBufferPointer(start: message, count: count)
        let place = UnsafeMutableBufferPointer(start: signature, count: room)
        return append(signer, message, place)
      },
      { held in held.map { Unmanaged<Held>.fromOpaque($0).release() } })
  }
}

/// How many bytes the signature has; none if the store did not sign.
private func append(
  _ signer: HandshakeSigner, _ message: UnsafeBufferPointer<UInt8>,
  _ place: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  var out = OutputSpan(buffer: place, initializedCount: 0)
  do throws(KeyStoreError) { try signer.sign(message.span, &out) } catch { return 0 }
  return out.finalize(for: place)
}

/// What C holds and lets go.
private final class Held {
  let signer: HandshakeSigner

  init(_ signer: HandshakeSigner) { self.signer = signer }
}
