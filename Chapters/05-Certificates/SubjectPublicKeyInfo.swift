import Identity
import Wire

/// A public key that says what kind of key it is.
///
/// SubjectPublicKeyInfo  ::=  SEQUENCE  {
///      algorithm            AlgorithmIdentifier,
///      subjectPublicKey     BIT STRING  }
public struct SubjectPublicKeyInfo: Equatable, Sendable {
  public let der: [UInt8]
  public let algorithm: PublicKeyAlgorithm
  private let place: Place

  init(der: [UInt8], algorithm: PublicKeyAlgorithm, key: Range<Int>) {
    self.der = der
    self.algorithm = algorithm
    place = Place(key)
  }

  /// One that was read, of which the last `keyLength` bytes are the key.
  init(copying der: Span<UInt8>, algorithm: PublicKeyAlgorithm, keyLength: Int) {
    let copy = [UInt8](capacity: der.count) { out in
      for i in der.indices { out.append(der[i]) }
    }
    self.init(der: copy, algorithm: algorithm, key: der.count - keyLength..<der.count)
  }

  /// The key itself, in the form of its algorithm.
  public var publicKey: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { place.span(in: der) }
  }

  /// A key that signs: 65 bytes for P-256 (0x04, X, Y), 32 for Ed25519.
  public init(_ algorithm: KeyAlgorithm, _ publicKey: Span<UInt8>) throws(X509Error) {
    guard publicKey.count == algorithm.publicKeyLength else { throw .publicKeyForm }
    let kind: PublicKeyAlgorithm
    switch algorithm {
    case .ecdsaP256:
      guard publicKey[0] == 0x04 else { throw .publicKeyForm }
      kind = .p256
    case .ed25519: kind = .ed25519
    case .ecdhP256, .x25519: throw .keyStore(.wrongUse(algorithm))
    }
    let der: [UInt8]
    do throws(WireError) {
      der = try [UInt8](capacity: 91) { out throws(WireError) in
        try out.sequence("SubjectPublicKeyInfo") { out throws(WireError) in
          try out.keyAlgorithm(algorithm, "algorithm")
          try out.bitString(publicKey, "subjectPublicKey")
        }
      }
    } catch { throw .encoding(error) }
    self.init(
      der: der, algorithm: kind, key: der.count - publicKey.count..<der.count)
  }
}
