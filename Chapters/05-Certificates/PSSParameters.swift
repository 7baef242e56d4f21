import Primitives
import Wire

extension DERReader {
  /// RSASSA-PSS-params  ::=  SEQUENCE  {
  ///    hashAlgorithm     [0] HashAlgorithm DEFAULT sha1Identifier,
  ///    maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
  ///    saltLength        [2] INTEGER DEFAULT 20,
  ///    trailerField      [3] INTEGER DEFAULT 1  }
  ///
  /// (RFC 4055, 3.1.) One hash for both, and a salt as long as its digest; whatever else
  /// has its form is unknown here, and SHA-1 is broken.
  mutating func pssParameters() throws(DERError) -> SignatureAlgorithm {
    try sequence("RSASSA-PSS-params") { reader throws(DERError) in
      let hash =
        try reader.explicit(0, "hashAlgorithm") { reader throws(DERError) in
          try reader.hashAlgorithm()
        } ?? .sha1
      let mask =
        try reader.explicit(1, "maskGenAlgorithm") { reader throws(DERError) in
          try reader.maskGeneration()
        } ?? .sha1
      let salt =
        try reader.explicit(2, "saltLength") { reader throws(DERError) in
          try reader.smallInteger("saltLength")
        } ?? 20
      let trailer =
        try reader.explicit(3, "trailerField") { reader throws(DERError) in
          try reader.smallInteger("trailerField")
        } ?? 1

      if hash == .sha1 { return .broken }
      guard hash == mask, trailer == 1 else { return .unknown }
      switch (hash, salt) {
      case (.sha256, 32): return .rsaPSS(.sha256)
      case (.sha384, 48): return .rsaPSS(.sha384)
      case (.sha512, 64): return .rsaPSS(.sha512)
      default: return .unknown
      }
    }
  }

  /// MaskGenAlgorithm ::= AlgorithmIdentifier
  ///
  /// id-mgf1, with a HashAlgorithm for its parameters.
  private mutating func maskGeneration() throws(DERError) -> HashName {
    try sequence("maskGenAlgorithm") { reader throws(DERError) in
      let function = OIDCode(try reader.objectIdentifier("algorithm"))
      guard function.value == 0x1_2a86_4886_f70d_0101_08 else {
        _ = try reader.any("parameters")
        return .unknown
      }
      return try reader.hashAlgorithm()
    }
  }

  /// HashAlgorithm ::= AlgorithmIdentifier
  ///
  /// The parameters may be NULL or absent, and both mean the same (RFC 4055, 2.1).
  private mutating func hashAlgorithm() throws(DERError) -> HashName {
    try sequence("hashAlgorithm") { reader throws(DERError) in
      let hash = OIDCode(try reader.objectIdentifier("algorithm"))
      if !reader.isEmpty { try reader.null("parameters") }
      switch hash.value {
      case 0x1_2b0e_0302_1a: return .sha1
      case 0x1_6086_4801_6503_0402_01: return .sha256
      case 0x1_6086_4801_6503_0402_02: return .sha384
      case 0x1_6086_4801_6503_0402_03: return .sha512
      default: return .unknown
      }
    }
  }
}

private enum HashName {
  case sha1, sha256, sha384, sha512, unknown
}
