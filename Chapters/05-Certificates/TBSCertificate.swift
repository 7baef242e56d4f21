import Identity
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
  var signature: KeyAlgorithm
  var issuer: Name
  var validity: Validity
  var subject: Name
  var subjectPublicKeyInfo: SubjectPublicKeyInfo
  var statements: Statements
  var subjectKeyIdentifier: [UInt8]
  var authorityKeyIdentifier: [UInt8]

  /// Then nobody needs to be told which key signed it.
  var isSelfSigned: Bool {
    subject == issuer && subjectKeyIdentifier == authorityKeyIdentifier
  }
}

/// What the extensions are made of.
enum Statements {
  case new(Profile, CertificateDetails)
  /// Extensions that an older certificate had, one behind the other.
  case asBefore([UInt8])
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
      try out.signatureAlgorithm(certificate.signature, "signature")
      try out.name(certificate.issuer, "issuer")
      try out.sequence("validity") { out throws(WireError) in
        try out.time(certificate.validity.notBefore, "notBefore")
        try out.time(certificate.validity.notAfter, "notAfter")
      }
      try out.name(certificate.subject, "subject")
      try out.encoded(
        certificate.subjectPublicKeyInfo.der.span, "subjectPublicKeyInfo")
      try out.constructed(.explicit(3), "extensions") { out throws(WireError) in
        try out.extensions(of: certificate, "Extensions")
      }
    }
  }
}
