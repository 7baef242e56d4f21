import Identity
import Wire

extension OutputSpan where Element == UInt8 {
  /// AlgorithmIdentifier  ::=  SEQUENCE  {
  ///      algorithm               OBJECT IDENTIFIER,
  ///      parameters              ANY DEFINED BY algorithm OPTIONAL  }
  ///
  /// Of a key that signs: what else it is for, nobody writes here.
  mutating func keyAlgorithm(
    _ algorithm: KeyAlgorithm, _ field: FieldName
  ) throws(WireError) {
    switch algorithm {
    case .ecdsaP256, .ecdhP256: try ecPublicKeyP256(field)
    case .ed25519: try alone([1, 3, 101, 112], "id-Ed25519", field)
    case .x25519: try alone([1, 3, 101, 110], "id-X25519", field)
    }
  }

  /// Of the signatures that such a key makes, if it makes any.
  mutating func signatureAlgorithm(
    _ algorithm: KeyAlgorithm, _ field: FieldName
  ) throws(WireError) {
    switch algorithm {
    case .ecdsaP256: try alone([1, 2, 840, 10045, 4, 3, 2], "ecdsa-with-SHA256", field)
    case .ed25519: try alone([1, 3, 101, 112], "id-Ed25519", field)
    case .ecdhP256, .x25519:
      throw WireError(.invalid(UInt64(algorithm.rawValue)), field, at: count)
    }
  }

  /// id-ecPublicKey, and secp256r1 for its parameters (RFC 5480, 2.1.1).
  private mutating func ecPublicKeyP256(_ field: FieldName) throws(WireError) {
    try sequence(field) { out throws(WireError) in
      try out.objectIdentifier([1, 2, 840, 10045, 2, 1], "id-ecPublicKey")
      try out.objectIdentifier([1, 2, 840, 10045, 3, 1, 7], "secp256r1")
    }
  }

  /// The parameters are absent (RFC 5758, 3.2; RFC 8410, 3).
  private mutating func alone(
    _ id: OID, _ name: FieldName, _ field: FieldName
  ) throws(WireError) {
    try sequence(field) { out throws(WireError) in
      try out.objectIdentifier(id, name)
    }
  }
}
