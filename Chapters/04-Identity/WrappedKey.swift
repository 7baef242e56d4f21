import Primitives

/// A private key on its way from where it was made to the one store that it is for.
public enum WrappedKey<Crypto: CryptoProvider> {
  /// The form of the bytes: version, algorithm, encapsulated key, ciphertext, tag.
  public static var version: UInt8 { 1 }

  public static func length(of algorithm: KeyAlgorithm) -> Int {
    2 &+ HPKE<Crypto>.overhead &+ algorithm.privateKeyLength
  }

  /// For the factory: `wrappingKey` is what the store gave (65 bytes).
  public static func wrap(
    _ privateKey: borrowing Secret, _ algorithm: KeyAlgorithm,
    for wrappingKey: Span<UInt8>, using random: inout some RandomSource & ~Copyable
  ) throws(KeyStoreError) -> [UInt8] {
    guard privateKey.count == algorithm.privateKeyLength else {
      throw .crypto(.wrongKeyLength(privateKey.count))
    }
    let info = info(algorithm, wrappingKey)
    let noData = InlineArray<0, UInt8>(repeating: 0)
    do throws(CryptoError) {
      return try [UInt8](capacity: length(of: algorithm)) { out throws(CryptoError) in
        out.append(version)
        out.append(algorithm.rawValue)
        try HPKE<Crypto>.seal(
          privateKey.bytes, to: wrappingKey, info: info.span,
          authenticating: noData.span, using: &random, into: &out)
      }
    } catch { throw KeyStoreError(error) }
  }
}

extension WrappedKey {
  /// For the store: `agree` is what its wrapping key shares with another's public key,
  /// wherever that key may be. Throws `.notWrappedForUs` if a single bit was changed.
  public static func unwrap(
    _ wrapped: Span<UInt8>, wrappingKey: Span<UInt8>,
    agree: (Span<UInt8>) throws(KeyStoreError) -> Secret
  ) throws(KeyStoreError) -> UnwrappedKey {
    guard wrapped.count > 2, wrapped[0] == version,
      let algorithm = KeyAlgorithm(rawValue: wrapped[1]),
      wrapped.count == length(of: algorithm)
    else { throw .notWrappedForUs }
    let sealed = wrapped.extracting(2...)
    let agreed: Secret
    do throws(KeyStoreError) {
      agreed = try agree(sealed.extracting(first: HPKE<Crypto>.encapsulatedLength))
    } catch {
      // The point has been changed so that it is none.
      throw error == .crypto(.invalidKey) ? .notWrappedForUs : error
    }
    let info = info(algorithm, wrappingKey)
    let noData = InlineArray<0, UInt8>(repeating: 0)
    do throws(CryptoError) {
      let key = try HPKE<Crypto>.open(
        sealed, agreed: agreed, publicKey: wrappingKey, info: info.span,
        authenticating: noData.span)
      return UnwrappedKey(algorithm: algorithm, privateKey: key)
    } catch {
      throw error == .authenticationFailed ? .notWrappedForUs : KeyStoreError(error)
    }
  }

  /// What the key is wrapped as, and for whom: all that is not secret about it.
  private static func info(
    _ algorithm: KeyAlgorithm, _ wrappingKey: Span<UInt8>
  ) -> [UInt8] {
    let purpose: StaticString = "Things That Keep Secrets: wrapped key"
    let length = purpose.utf8CodeUnitCount &+ 2 &+ wrappingKey.count
    return [UInt8](capacity: length) { out in
      out.append(purpose)
      out.append(version)
      out.append(algorithm.rawValue)
      out.append(wrappingKey)
    }
  }
}

/// A key that has come out of its wrapping, in the store that it is for.
public struct UnwrappedKey: ~Copyable {
  public let algorithm: KeyAlgorithm
  public let privateKey: Secret
}
