import Primitives
import Wire

/// Our half of a key agreement: a private key that was made for this handshake and dies
/// with it, so that nobody can be made to give it out later.
enum KeyShare<Crypto: CryptoProvider>: ~Copyable {
  case x25519(Crypto.X25519)
  case secp256r1(Crypto.P256KeyAgreement)

  init(
    _ group: NamedGroup, random: inout some RandomSource & ~Copyable
  ) throws(TLSError) {
    do throws(CryptoError) {
      switch group {
      case .x25519: self = .x25519(try .generate(using: &random))
      case .secp256r1: self = .secp256r1(try .generate(using: &random))
      default: throw .unsupported
      }
    } catch { throw TLSError(error) }
  }

  static func hasGroup(_ group: NamedGroup) -> Bool {
    switch group {
    case .x25519: Crypto.X25519.isAvailable
    case .secp256r1: Crypto.P256KeyAgreement.isAvailable
    default: false
    }
  }

  var group: NamedGroup {
    switch self {
    case .x25519: .x25519
    case .secp256r1: .secp256r1
    }
  }

  /// KeyShareEntry.key_exchange (RFC 8446, 4.2.8).
  func publicKey() throws(TLSError) -> [UInt8] {
    do throws(CryptoError) {
      switch self {
      case .x25519(let key):
        return try [UInt8](capacity: Crypto.X25519.publicKeyLength) {
          out throws(CryptoError) in try key.publicKey(into: &out)
        }
      case .secp256r1(let key):
        return try [UInt8](capacity: Crypto.P256KeyAgreement.publicKeyLength) {
          out throws(CryptoError) in try key.publicKey(into: &out)
        }
      }
    } catch { throw TLSError(error) }
  }

  /// The secret that we now have with the peer; and nobody can find another one with the
  /// same key.
  consuming func sharedSecret(
    with share: Span<UInt8>, of peer: TLSRole, in message: HandshakeType
  ) throws(TLSError) -> Secret {
    do throws(CryptoError) {
      switch consume self {
      case .x25519(var key): return try key.sharedSecret(with: share)
      case .secp256r1(var key): return try key.sharedSecret(with: share)
      }
    } catch {
      switch error {
      //= rfc8446#7.4.2
      //# Implementations MUST check whether the computed Diffie-Hellman shared
      //# secret is the all-zero value and abort if so, as described in
      //# Section 6 of [RFC7748].
      case .invalidKey, .wrongKeyLength:
        throw TLSError(.illegalParameter, by: peer, in: message, "RFC 8446, 4.2.8")
      default: throw TLSError(error)
      }
    }
  }
}
