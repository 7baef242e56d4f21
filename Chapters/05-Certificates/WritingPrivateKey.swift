import Identity
import Wire

extension OutputSpan where Element == UInt8 {
  mutating func privateKeyInfo(
    _ algorithm: KeyAlgorithm, _ privateKey: Span<UInt8>, _ publicKey: [UInt8]?
  ) throws(WireError) {
    try sequence("PrivateKeyInfo") { out throws(WireError) in
      try out.integer(0, "version")
      try out.keyAlgorithm(algorithm, "privateKeyAlgorithm")
      try out.octetString("privateKey") { out throws(WireError) in
        switch algorithm {
        case .ecdsaP256, .ecdhP256: try out.ecPrivateKey(privateKey, publicKey)
        case .ed25519, .x25519:
          // CurvePrivateKey ::= OCTET STRING (RFC 8410, 7)
          try out.octetString(privateKey, "CurvePrivateKey")
        }
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
    _ scalar: Span<UInt8>, _ publicKey: [UInt8]?
  ) throws(WireError) {
    try sequence("ECPrivateKey") { out throws(WireError) in
      try out.integer(1, "version")
      try out.octetString(scalar, "privateKey")
      guard let publicKey else { return }
      try out.constructed(.explicit(1), "publicKey") { out throws(WireError) in
        try out.bitString(publicKey.span, "publicKey")
      }
    }
  }
}
