import Identity
import Primitives
import Wire

/// A private key that signs, in DER (RFC 5958, 2, which by now calls it
/// OneAsymmetricKey).
///
/// PrivateKeyInfo ::= SEQUENCE {
///      version                   Version,
///      privateKeyAlgorithm       PrivateKeyAlgorithmIdentifier,
///      privateKey                PrivateKey,
///      attributes           [0]  IMPLICIT Attributes OPTIONAL }
public struct PrivateKeyInfo: ~Copyable {
  /// As this book writes it, whatever it was read from.
  public let der: Secret
  /// `.ecdsaP256` or `.ed25519`.
  public let algorithm: KeyAlgorithm
  /// The public key that stood beside the private one, if any did.
  public let publicKey: [UInt8]?

  /// Writes down a key that signs.
  public init<Key: Signer & ~Copyable>(_ key: borrowing Key) throws(X509Error) {
    let algorithm = try KeyAlgorithm(of: Key.self)
    let publicKey = try writtenPublicKey(of: key)
    let privateKey: Secret
    do throws(CryptoError) { privateKey = try key.privateKey() } catch {
      throw .crypto(error)
    }
    try self.init(algorithm, privateKey.bytes, publicKey)
  }

  init(
    _ algorithm: KeyAlgorithm, _ privateKey: Span<UInt8>, _ publicKey: [UInt8]?
  ) throws(X509Error) {
    guard privateKey.count == algorithm.privateKeyLength else {
      throw .crypto(.wrongKeyLength(privateKey.count))
    }
    do throws(WireError) {
      der = try Secret(capacity: 138) { out throws(WireError) in
        try out.privateKeyInfo(algorithm, privateKey, publicKey)
      }
    } catch { throw .encoding(error) }
    self.algorithm = algorithm
    self.publicKey = publicKey
  }

  /// The key, if its two halves belong together.
  public func key<Key: Signer & ~Copyable>(
    as type: Key.Type = Key.self
  ) throws(X509Error) -> Key {
    guard try KeyAlgorithm(of: Key.self) == algorithm else {
      throw .privateKey(.otherAlgorithm)
    }
    let key: Key
    do throws(CryptoError) { key = try Key(privateKey: privateKey) } catch {
      throw .crypto(error)
    }
    if let publicKey {
      let computed = try writtenPublicKey(of: key)
      guard constantTimeEqual(computed.span, publicKey.span) else {
        throw .publicKeyMismatch
      }
    }
    return key
  }

  public func pem() -> Secret {
    Secret(capacity: PEMLabel.privateKey.textLength(der.count)) {
      $0.appendPEM(.privateKey, der.bytes)
    }
  }

  /// It ends what we write, unless a public key follows: 65 bytes and their headers.
  private var privateKey: Span<UInt8> {
    @_lifetime(borrow self) borrowing get {
      let end = der.count - (algorithm == .ecdsaP256 && publicKey != nil ? 70 : 0)
      return der.bytes.extracting(end - algorithm.privateKeyLength..<end)
    }
  }
}

extension KeyAlgorithm {
  /// A point of the curve has 65 bytes, and Edwards's has 32.
  fileprivate init<Key: Signer & ~Copyable>(of: Key.Type) throws(X509Error) {
    switch (Key.privateKeyLength, Key.publicKeyLength) {
    case (32, 65): self = .ecdsaP256
    case (32, 32): self = .ed25519
    default: throw .crypto(.unsupported)
    }
  }
}

func writtenPublicKey<Key: Signer & ~Copyable>(
  of key: borrowing Key
) throws(X509Error) -> [UInt8] {
  do throws(CryptoError) {
    return try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
      try key.publicKey(into: &out)
    }
  } catch { throw .crypto(error) }
}
