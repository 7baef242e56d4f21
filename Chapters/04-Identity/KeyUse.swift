import Primitives

/// What each algorithm does with a private key that lies in a store.
enum KeyUse<Crypto: CryptoProvider> {
  static func generate(
    _ algorithm: KeyAlgorithm, using random: inout some RandomSource & ~Copyable
  ) throws(KeyStoreError) -> Secret {
    do throws(CryptoError) {
      return switch algorithm {
      case .ecdsaP256: try Crypto.P256.generate(using: &random).privateKey()
      case .ed25519: try Crypto.Ed25519.generate(using: &random).privateKey()
      case .ecdhP256: try Crypto.P256KeyAgreement.generate(using: &random).privateKey()
      case .x25519: try Crypto.X25519.generate(using: &random).privateKey()
      }
    } catch { throw KeyStoreError(error) }
  }

  /// Throws `.crypto(.invalidKey)` for a private key that is none.
  static func publicKey(
    _ algorithm: KeyAlgorithm, of privateKey: Span<UInt8>
  ) throws(KeyStoreError) -> [UInt8] {
    do throws(CryptoError) {
      return try [UInt8](capacity: algorithm.publicKeyLength) {
        out throws(CryptoError) in
        switch algorithm {
        case .ecdsaP256: try Crypto.P256(privateKey: privateKey).publicKey(into: &out)
        case .ed25519: try Crypto.Ed25519(privateKey: privateKey).publicKey(into: &out)
        case .ecdhP256:
          try Crypto.P256KeyAgreement(privateKey: privateKey).publicKey(into: &out)
        case .x25519: try Crypto.X25519(privateKey: privateKey).publicKey(into: &out)
        }
      }
    } catch { throw KeyStoreError(error) }
  }

  static func sign(
    _ message: Span<UInt8>, _ algorithm: KeyAlgorithm, with privateKey: Span<UInt8>,
    into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    do throws(CryptoError) {
      switch algorithm {
      case .ecdsaP256:
        var key = try Crypto.P256(privateKey: privateKey)
        return try key.sign(message, into: &out)
      case .ed25519:
        var key = try Crypto.Ed25519(privateKey: privateKey)
        return try key.sign(message, into: &out)
      case .ecdhP256, .x25519: break
      }
    } catch { throw KeyStoreError(error) }
    throw .wrongUse(algorithm)
  }

  static func agree(
    _ algorithm: KeyAlgorithm, _ privateKey: Span<UInt8>, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret {
    do throws(CryptoError) {
      switch algorithm {
      case .ecdhP256:
        var key = try Crypto.P256KeyAgreement(privateKey: privateKey)
        return try key.sharedSecret(with: publicKey)
      case .x25519:
        var key = try Crypto.X25519(privateKey: privateKey)
        return try key.sharedSecret(with: publicKey)
      case .ecdsaP256, .ed25519: break
      }
    } catch { throw KeyStoreError(error) }
    throw .wrongUse(algorithm)
  }
}
