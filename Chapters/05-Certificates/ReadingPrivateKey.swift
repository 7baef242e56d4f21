import Identity
import Primitives
import Wire

extension PrivateKeyInfo {
  /// Reads PKCS #8, with the public key or without it, or SEC 1: the forms say
  /// themselves which they are.
  public init(der: Span<UInt8>) throws(X509Error) {
    let found: FoundPrivateKey
    do throws(DERError) {
      found = try DERReader.all(der, "PrivateKeyInfo") { reader throws(DERError) in
        try reader.privateKey()
      }
    } catch { throw .privateKey(.form(error.field)) }
    switch found {
    case .refused(let fault): throw .privateKey(fault)
    case .key(let algorithm, let place, let first, let second):
      if let first, let second,
        !isEqual(der.extracting(first), der.extracting(second))
      {
        throw .publicKeyMismatch
      }
      var publicKey: [UInt8]?
      if let place = first ?? second { publicKey = place.map { der[$0] } }
      try self.init(algorithm, der.extracting(place), publicKey)
    }
  }
}

/// What was in the input, and where.
private enum FoundPrivateKey {
  /// The public key may stand beside the private one, inside it, or in both places.
  case key(
    KeyAlgorithm, Range<Int>, publicKey: Range<Int>?, outerPublicKey: Range<Int>? = nil)
  case refused(PrivateKeyFault)
}

extension DERReader {
  /// PKCS #8 has an algorithm behind the version, SEC 1 the key, RSA's own format a
  /// number. What is encrypted has no version at all.
  fileprivate mutating func privateKey() throws(DERError) -> FoundPrivateKey {
    let whole = try read(.sequence, "PrivateKeyInfo")
    var inside = DERReader(whole)
    if inside.nextTag == .sequence { return .refused(.encrypted) }
    let start = inside
    let version = try inside.smallInteger("version")
    let found: FoundPrivateKey
    switch inside.nextTag {
    case .integer: return .refused(.rsa)
    case .octetString:
      guard version == 1 else { throw start.error(.value, "version") }
      found = try inside.ecPrivateKey(parametersRequired: true)
    default:
      guard version <= 1 else { throw start.error(.value, "version") }
      found = try inside.oneAsymmetricKey(hasPublicKey: version == 1)
    }
    if case .key = found { try inside.end("PrivateKeyInfo") }
    return found
  }

  /// OneAsymmetricKey ::= SEQUENCE {
  ///   version                   Version,
  ///   privateKeyAlgorithm       PrivateKeyAlgorithmIdentifier,
  ///   privateKey                PrivateKey,
  ///   attributes            [0] Attributes OPTIONAL,
  ///   ...,
  ///   [[2: publicKey        [1] PublicKey OPTIONAL ]],
  ///   ...
  /// }
  ///
  /// Behind the version, which is v2 if the public key is there (RFC 5958, 2).
  private mutating func oneAsymmetricKey(
    hasPublicKey: Bool
  ) throws(DERError) -> FoundPrivateKey {
    let identifier = try read(.sequence, "privateKeyAlgorithm")
    let algorithm: KeyAlgorithm
    switch try DERReader(identifier).privateKeyAlgorithm() {
    case .success(let known): algorithm = known
    case .failure(let fault): return .refused(fault)
    }
    let octets = try read(.octetString, "privateKey")
    var inside = DERReader(octets)
    let found: FoundPrivateKey
    if algorithm == .ed25519 {
      // CurvePrivateKey ::= OCTET STRING (RFC 8410, 7)
      let seed = try inside.read(.octetString, "CurvePrivateKey")
      guard seed.content.count == 32 else {
        throw seed.error(.value, "CurvePrivateKey")
      }
      found = .key(algorithm, seed.contentRange, publicKey: nil)
    } else {
      found = try inside.sequence("ECPrivateKey") { reader throws(DERError) in
        let start = reader
        guard try reader.smallInteger("version") == 1 else {
          throw start.error(.value, "version")
        }
        return try reader.ecPrivateKey(parametersRequired: false)
      }
    }
    guard case .key(_, let key, let publicKey, _) = found else { return found }
    try inside.end("privateKey")

    if nextTag == .explicit(0) {
      try attributes { _, values throws(DERError) in
        while !values.isEmpty { _ = try values.any("values") }
      }
    }
    var outer: Range<Int>?
    if hasPublicKey {
      let bits = try read(.implicit(1), "publicKey")
      outer = try bits.publicKey(of: algorithm)
    }
    return .key(algorithm, key, publicKey: publicKey, outerPublicKey: outer)
  }

  /// An AlgorithmIdentifier's content.
  private func privateKeyAlgorithm() throws(DERError) -> Result<
    KeyAlgorithm, PrivateKeyFault
  > {
    var reader = self
    let algorithm = OIDCode(try reader.objectIdentifier("algorithm"))
    switch algorithm.value {
    case 0x1_2a86_48ce_3d02_01:
      guard try reader.isP256() else { return .failure(.otherCurve) }
      try reader.end("privateKeyAlgorithm")
      return .success(.ecdsaP256)
    case 0x1_2b65_70:
      try reader.end("privateKeyAlgorithm")
      return .success(.ed25519)
    case 0x1_2a86_4886_f70d_0101_01, 0x1_2a86_4886_f70d_0101_0a: return .failure(.rsa)
    default: return .failure(.otherAlgorithm)
    }
  }

  /// ECPrivateKey, behind the version. Where it stands alone, it must name the curve.
  private mutating func ecPrivateKey(
    parametersRequired: Bool
  ) throws(DERError) -> FoundPrivateKey {
    let key = try read(.octetString, "privateKey")
    if parametersRequired, nextTag != .explicit(0) {
      throw error(.value, "parameters")
    }
    let isOurs = try explicit(0, "parameters") { reader throws(DERError) in
      try reader.isP256()
    }
    guard isOurs ?? true else { return .refused(.otherCurve) }
    // 32 octets (RFC 5915, 3). GnuTLS writes a number's digits, so that half of its keys
    // have a zero in front, for the sign.
    guard key.content.count == 32 || (key.content.count == 33 && key.content[0] == 0)
    else { throw key.error(.value, "privateKey") }
    let publicKey = try explicit(1, "publicKey") { reader throws(DERError) in
      try reader.read(.bitString, "publicKey").publicKey(of: .ecdsaP256)
    }
    return .key(.ecdsaP256, key.contentRange.suffix(32), publicKey: publicKey)
  }

  /// ECParameters ::= CHOICE {
  ///   namedCurve         OBJECT IDENTIFIER
  ///   -- implicitCurve   NULL
  ///   -- specifiedCurve  SpecifiedECDomain
  /// }
  ///
  /// A curve that is spelt out is another one, whichever it is (RFC 5480, 2.1.1).
  private mutating func isP256() throws(DERError) -> Bool {
    guard nextTag == .objectIdentifier else {
      _ = try any("namedCurve")
      return false
    }
    return OIDCode(try objectIdentifier("namedCurve")).value == 0x1_2a86_48ce_3d03_0107
  }
}

extension DERElement {
  /// Where in a BIT STRING the public key stands, if it has its form.
  fileprivate func publicKey(of algorithm: KeyAlgorithm) throws(DERError) -> Range<Int>
  {
    guard content.count == 1 + algorithm.publicKeyLength, content[0] == 0,
      algorithm != .ecdsaP256 || content[1] == 0x04
    else { throw error(.value, "publicKey") }
    return contentRange.dropFirst()
  }
}
