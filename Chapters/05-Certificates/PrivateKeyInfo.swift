import Primitives
import Wire

/// A P-256 private key with its public key, in DER (RFC 5958, 2, which by now calls it
/// OneAsymmetricKey).
///
/// PrivateKeyInfo ::= SEQUENCE {
///      version                   Version,
///      privateKeyAlgorithm       PrivateKeyAlgorithmIdentifier,
///      privateKey                PrivateKey,
///      attributes           [0]  IMPLICIT Attributes OPTIONAL }
public struct PrivateKeyInfo: ~Copyable {
  public let der: Secret

  /// Writes down a key that signs.
  public init<Key: Signer & ~Copyable>(_ key: borrowing Key) throws(X509Error) {
    let publicKey = try writtenPublicKey(of: key)
    let scalar: Secret
    do throws(CryptoError) { scalar = try key.privateKey() } catch {
      throw .crypto(error)
    }
    der = try Self.encoded(scalar.bytes, publicKey.span)
  }

  /// Reads the one form that there is for P-256 with the public key and no more:
  /// what comes out when the two keys in it are written again.
  public init(der: Span<UInt8>) throws(X509Error) {
    guard der.count == Self.length else { throw .privateKeyForm }
    let given = Secret(copying: der)
    let again = try Self.encoded(
      der.extracting(Self.scalar), der.extracting(Self.publicKey))
    guard again == given else { throw .privateKeyForm }
    self.der = given
  }

  private static func encoded(
    _ scalar: Span<UInt8>, _ publicKey: Span<UInt8>
  ) throws(X509Error) -> Secret {
    guard scalar.count == 32 else { throw .crypto(.wrongKeyLength(scalar.count)) }
    guard publicKey.count == 65 else { throw .publicKeyForm }
    do throws(WireError) {
      return try Secret(capacity: length) { out throws(WireError) in
        try out.privateKeyInfo(scalar, publicKey)
      }
    } catch { throw .encoding(error) }
  }

  /// The key, if its two halves belong together.
  public func key<Key: Signer & ~Copyable>(
    as type: Key.Type = Key.self
  ) throws(X509Error) -> Key {
    let key: Key
    do throws(CryptoError) {
      key = try Key(privateKey: der.bytes.extracting(Self.scalar))
    } catch { throw .crypto(error) }
    let publicKey = try writtenPublicKey(of: key)
    guard constantTimeEqual(publicKey.span, der.bytes.extracting(Self.publicKey)) else {
      throw .publicKeyMismatch
    }
    return key
  }

  public func pem() -> Secret {
    Secret(capacity: PEMLabel.privateKey.textLength(Self.length)) {
      $0.appendPEM(.privateKey, der.bytes)
    }
  }

  private static var length: Int { 138 }
  private static var scalar: Range<Int> { 36..<68 }
  private static var publicKey: Range<Int> { 73..<138 }
}

extension OutputSpan where Element == UInt8 {
  fileprivate mutating func privateKeyInfo(
    _ scalar: Span<UInt8>, _ publicKey: Span<UInt8>
  ) throws(WireError) {
    try sequence("PrivateKeyInfo") { out throws(WireError) in
      try out.integer(0, "version")
      try out.ecPublicKeyP256("privateKeyAlgorithm")
      try out.octetString("privateKey") { out throws(WireError) in
        try out.ecPrivateKey(scalar, publicKey)
      }
    }
  }

  /// ECPrivateKey ::= SEQUENCE {
  ///   version        INTEGER { ecPrivkeyVer1(1) } (ecPrivkeyVer1),
  ///   privateKey     OCTET STRING,
  ///   parameters [0] ECParameters {{ NamedCurve }} OPTIONAL,
  ///   publicKey  [1] BIT STRING OPTIONAL
  /// }
  ///
  /// (RFC 5915, 3); the algorithm outside has said which curve.
  private mutating func ecPrivateKey(
    _ scalar: Span<UInt8>, _ publicKey: Span<UInt8>
  ) throws(WireError) {
    try sequence("ECPrivateKey") { out throws(WireError) in
      try out.integer(1, "version")
      try out.octetString(scalar, "privateKey")
      try out.constructed(.explicit(1), "publicKey") { out throws(WireError) in
        try out.bitString(publicKey, "publicKey")
      }
    }
  }
}

/// As long as the key's algorithm says.
private func writtenPublicKey<Key: Signer & ~Copyable>(
  of key: borrowing Key
) throws(X509Error) -> [UInt8] {
  do throws(CryptoError) {
    return try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
      try key.publicKey(into: &out)
    }
  } catch { throw .crypto(error) }
}
