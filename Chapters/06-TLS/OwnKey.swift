import Certificates
import Identity
import Primitives
import Wire

/// A key that signs: elsewhere, or here for whoever can lock nothing.
enum OwnKey: ~Copyable, Sendable {
  case signer(HandshakeSigner)
  /// 32 bytes. It is made anew for each signature, since connections share this and a key's
  /// context belongs to one at a time; a host keeps one behind a lock, as a signer.
  case p256(Secret)
  case ed25519(Secret)
  /// For tests: knows what was signed once.
  case recorded(@Sendable ([UInt8]) -> [UInt8])

  init?<Crypto: CryptoProvider>(
    _ configuration: borrowing TLSConfiguration, signer: HandshakeSigner?,
    using crypto: Crypto.Type
  ) throws(TLSError) {
    if let signer {
      self = .signer(signer)
      return
    }
    switch configuration.privateKey {
    case .none: return nil
    case .some(let der):
      do throws(X509Error) {
        let info = try PrivateKeyInfo(der: der.bytes)
        self =
          info.algorithm == .ed25519
          ? .ed25519(try privateKey(in: info, Crypto.Ed25519.self))
          : .p256(try privateKey(in: info, Crypto.P256.self))
      } catch { throw TLSError(.configuration(.privateKey)) }
    }
  }

  var algorithm: KeyAlgorithm {
    switch self {
    case .signer(let signer): signer.algorithm
    case .p256: .ecdsaP256
    case .ed25519: .ed25519
    case .recorded: .ecdsaP256
    }
  }

  /// As chapter 05 names it.
  var kind: PublicKeyAlgorithm { algorithm == .ed25519 ? .ed25519 : .p256 }

  func publicKey<Crypto: CryptoProvider>(
    using crypto: Crypto.Type
  ) throws(TLSError) -> [UInt8] {
    switch self {
    case .signer(let signer): return signer.publicKey
    case .p256(let secret): return try ownPublicKey(Crypto.P256.self, secret)
    case .ed25519(let secret): return try ownPublicKey(Crypto.Ed25519.self, secret)
    case .recorded: return []
    }
  }

  func sign<Crypto: CryptoProvider>(
    _ content: Span<UInt8>, using crypto: Crypto.Type
  ) throws(TLSError) -> [UInt8] {
    switch self {
    case .signer(let signer):
      do throws(KeyStoreError) {
        return try [UInt8](capacity: signer.algorithm.maximumSignatureLength) {
          out throws(KeyStoreError) in try signer.sign(content, &out)
        }
      } catch { throw TLSError(.configuration(.signer)) }
    case .p256(let secret):
      return try signature(Crypto.P256.self, secret, over: content)
    case .ed25519(let secret):
      return try signature(Crypto.Ed25519.self, secret, over: content)
    case .recorded(let sign): return sign([UInt8](content))
    }
  }
}

private func privateKey<Key: Signer & ~Copyable>(
  in info: borrowing PrivateKeyInfo, _: Key.Type
) throws(X509Error) -> Secret {
  let key: Key = try info.key()
  do throws(CryptoError) { return try key.privateKey() } catch { throw .crypto(error) }
}

private func ownPublicKey<Key: Signer & ~Copyable>(
  _: Key.Type, _ secret: borrowing Secret
) throws(TLSError) -> [UInt8] {
  do throws(CryptoError) {
    let key = try Key(privateKey: secret.bytes)
    return try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
      try key.publicKey(into: &out)
    }
  } catch { throw TLSError(error) }
}

private func signature<Key: Signer & ~Copyable>(
  _: Key.Type, _ secret: borrowing Secret, over content: Span<UInt8>
) throws(TLSError) -> [UInt8] {
  do throws(CryptoError) {
    var key = try Key(privateKey: secret.bytes)
    return try [UInt8](capacity: Key.maximumSignatureLength) {
      out throws(CryptoError) in try key.sign(content, into: &out)
    }
  } catch { throw TLSError(error) }
}
