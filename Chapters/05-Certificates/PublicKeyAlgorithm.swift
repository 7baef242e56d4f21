import Wire

/// What kind of key a certificate holds.
public enum PublicKeyAlgorithm: Equatable, Sendable {
  /// 65 bytes: 0x04, X, Y (RFC 5480).
  case p256
  /// 32 bytes (RFC 8410).
  case ed25519
  /// An RSAPublicKey in DER (RFC 8017, A.1.1), its modulus so many bits long.
  case rsa(bits: Int)
  case unknown

  /// Whether an authority here certifies such a key.
  var isCertified: Bool {
    switch self {
    case .p256, .ed25519: true
    case .rsa(let bits): bits >= 2048
    case .unknown: false
    }
  }
}

extension DERReader {
  /// SubjectPublicKeyInfo  ::=  SEQUENCE  {
  ///      algorithm            AlgorithmIdentifier,
  ///      subjectPublicKey     BIT STRING  }
  mutating func subjectPublicKeyInfo() throws(DERError) -> (
    algorithm: PublicKeyAlgorithm, whole: Range<Int>, key: Range<Int>
  ) {
    let whole = try read(.sequence, "subjectPublicKeyInfo")
    var inside = DERReader(whole)
    let identifier = try inside.read(.sequence, "algorithm")
    let key = try inside.bitString("subjectPublicKey")
    try inside.end("subjectPublicKeyInfo")
    let range = key.contentRange.dropFirst()
    let bytes = key.content.extracting(1...)

    var reader = DERReader(identifier)
    let algorithm = OIDCode(try reader.objectIdentifier("algorithm"))
    switch algorithm.value {
    case 0x1_2a86_48ce_3d02_01:
      let curve = OIDCode(try reader.objectIdentifier("namedCurve"))
      try reader.end("algorithm")
      guard curve.value == 0x1_2a86_48ce_3d03_0107 else {
        return (.unknown, whole.range, range)
      }
      guard bytes.count == 65, bytes[0] == 0x04 else {
        throw key.error(.value, "subjectPublicKey")
      }
      return (.p256, whole.range, range)
    case 0x1_2b65_70:
      try reader.end("algorithm")
      guard bytes.count == 32 else { throw key.error(.value, "subjectPublicKey") }
      return (.ed25519, whole.range, range)
    case 0x1_2a86_4886_f70d_0101_01:
      try reader.null("parameters")
      try reader.end("algorithm")
      let bits = try DERReader.all(bytes, base: range.lowerBound, "subjectPublicKey") {
        key throws(DERError) in try key.rsaPublicKey()
      }
      return (.rsa(bits: bits), whole.range, range)
    default: return (.unknown, whole.range, range)
    }
  }

  /// RSAPublicKey ::= SEQUENCE {
  ///     modulus           INTEGER,  -- n
  ///     publicExponent    INTEGER   -- e
  /// }
  ///
  /// How many bits the modulus has.
  private mutating func rsaPublicKey() throws(DERError) -> Int {
    try sequence("RSAPublicKey") { reader throws(DERError) in
      let modulus = try reader.integer("modulus")
      let bits = modulus.count * 8 - modulus[0].leadingZeroBitCount
      _ = try reader.integer("publicExponent")
      return bits
    }
  }
}
