import Wire

/// What the issuer signs: a subject, its key, and what the key is good for.
///
/// TBSCertificate  ::=  SEQUENCE  {
///      version         [0]  EXPLICIT Version DEFAULT v1,
///      serialNumber         CertificateSerialNumber,
///      signature            AlgorithmIdentifier,
///      issuer               Name,
///      validity             Validity,
///      subject              Name,
///      subjectPublicKeyInfo SubjectPublicKeyInfo,
///      issuerUniqueID  [1]  IMPLICIT UniqueIdentifier OPTIONAL,
///      subjectUniqueID [2]  IMPLICIT UniqueIdentifier OPTIONAL,
///      extensions      [3]  EXPLICIT Extensions OPTIONAL }
struct TBSCertificate {
  var serialNumber: SerialNumber
  var issuer: Name
  var validity: Validity
  var subject: Name
  var subjectPublicKey: [UInt8]
  var profile: Profile
  var details: CertificateDetails
  var subjectKeyIdentifier: [UInt8]
  var authorityKeyIdentifier: [UInt8]

  /// Then nobody needs to be told which key signed it.
  var isSelfSigned: Bool {
    subject == issuer && subjectKeyIdentifier == authorityKeyIdentifier
  }
}

/// Validity ::= SEQUENCE {
///      notBefore      Time,
///      notAfter       Time }
public struct Validity: Equatable, Sendable {
  public let notBefore: Time
  /// The last second of it.
  public let notAfter: Time

  public init(notBefore: Time, notAfter: Time) throws(X509Error) {
    guard notBefore <= notAfter else { throw .endsBeforeItBegins }
    self.notBefore = notBefore
    self.notAfter = notAfter
  }
}

/// CertificateSerialNumber  ::=  INTEGER
public struct SerialNumber: Equatable, Sendable {
  public let bytes: [UInt8]

  /// 8 to 20 bytes from a random source: nobody must guess the next one.
  public init(random: [UInt8]) throws(X509Error) {
    guard 8...20 ~= random.count else { throw .serialNumberLength(random.count) }
    var bytes = random
    //= rfc5280#4.1.2.2
    //# Conforming CAs MUST NOT use serialNumber values longer than 20 octets.
    if bytes.count == 20 { bytes[0] &= 0x7f }
    //= rfc5280#4.1.2.2
    //# The serial number MUST be a positive integer assigned by the CA to
    //# each certificate.
    guard bytes.contains(where: { $0 != 0 }) else { throw .serialNumberZero }
    self.bytes = bytes
  }
}

extension OutputSpan where Element == UInt8 {
  mutating func tbsCertificate(
    _ certificate: TBSCertificate
  ) throws(WireError) {
    try sequence("tbsCertificate") { out throws(WireError) in
      try out.constructed(.explicit(0), "version") { out throws(WireError) in
        try out.integer(2, "Version")  // v3
      }
      try out.integer(certificate.serialNumber.bytes.span, "serialNumber")
      try out.ecdsaWithSHA256("signature")
      try out.name(certificate.issuer, "issuer")
      try out.sequence("validity") { out throws(WireError) in
        try out.time(certificate.validity.notBefore, "notBefore")
        try out.time(certificate.validity.notAfter, "notAfter")
      }
      try out.name(certificate.subject, "subject")
      try out.subjectPublicKeyInfo(certificate.subjectPublicKey.span)
      try out.constructed(.explicit(3), "extensions") { out throws(WireError) in
        try out.extensions(of: certificate, "Extensions")
      }
    }
  }

  /// SubjectPublicKeyInfo  ::=  SEQUENCE  {
  ///      algorithm            AlgorithmIdentifier,
  ///      subjectPublicKey     BIT STRING  }
  private mutating func subjectPublicKeyInfo(
    _ publicKey: Span<UInt8>
  ) throws(WireError) {
    try sequence("subjectPublicKeyInfo") { out throws(WireError) in
      try out.ecPublicKeyP256("algorithm")
      try out.bitString(publicKey, "subjectPublicKey")
    }
  }

  /// AlgorithmIdentifier  ::=  SEQUENCE  {
  ///      algorithm               OBJECT IDENTIFIER,
  ///      parameters              ANY DEFINED BY algorithm OPTIONAL  }
  ///
  /// id-ecPublicKey, and secp256r1 for its parameters (RFC 5480, 2.1.1).
  mutating func ecPublicKeyP256(_ field: FieldName) throws(WireError) {
    try sequence(field) { out throws(WireError) in
      try out.objectIdentifier([1, 2, 840, 10045, 2, 1], "id-ecPublicKey")
      try out.objectIdentifier([1, 2, 840, 10045, 3, 1, 7], "secp256r1")
    }
  }

  /// The parameters are absent (RFC 5758, 3.2).
  mutating func ecdsaWithSHA256(_ field: FieldName) throws(WireError) {
    try sequence(field) { out throws(WireError) in
      try out.objectIdentifier([1, 2, 840, 10045, 4, 3, 2], "ecdsa-with-SHA256")
    }
  }
}
