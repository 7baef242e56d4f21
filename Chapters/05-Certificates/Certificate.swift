import Wire

/// A certificate that was read, and not yet believed: nothing here looks at a signature.
///
/// It keeps the bytes and the places of the fields in them.
public struct Certificate: Equatable, Sendable {
  public let der: [UInt8]
  /// 1, 2 or 3, as people count.
  public let version: Int
  public let validity: Validity
  public let signatureAlgorithm: SignatureAlgorithm
  public let publicKeyAlgorithm: PublicKeyAlgorithm
  public let extensions: CertificateExtensions
  let places: CertificatePlaces

  /// No certificate of a device, a server or an authority comes near it.
  public static var maximumLength: Int { 65_535 }

  public init(der: [UInt8]) throws(DERError) {
    guard der.count <= Self.maximumLength else {
      throw DERError(.lengthTooLong, "Certificate", at: 0)
    }
    let read = try DERReader.all(der.span, "Certificate") { reader throws(DERError) in
      try reader.certificate()
    }
    version = read.version
    validity = read.validity
    signatureAlgorithm = read.signatureAlgorithm
    publicKeyAlgorithm = read.publicKeyAlgorithm
    extensions = read.extensions
    places = read.places
    self.der = der
  }

  public static func == (a: Certificate, b: Certificate) -> Bool { a.der == b.der }
}

/// Where the fields of a certificate stand.
struct CertificatePlaces: Sendable {
  var toBeSigned = Place()
  var serialNumber = Place()
  var issuer = Place()
  var subject = Place()
  var subjectPublicKeyInfo = Place()
  var publicKey = Place()
  var signature = Place()
}

extension Certificate {
  /// What the issuer signed.
  public var toBeSigned: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.toBeSigned.span(in: der) }
  }

  /// The digits, big-endian, without a sign.
  public var serialNumber: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.serialNumber.span(in: der) }
  }

  /// A Name in DER.
  public var issuer: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.issuer.span(in: der) }
  }

  /// A Name in DER.
  public var subject: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.subject.span(in: der) }
  }

  public var subjectPublicKeyInfo: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.subjectPublicKeyInfo.span(in: der) }
  }

  /// The key itself, in the form of its algorithm.
  public var publicKey: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.publicKey.span(in: der) }
  }

  public var signature: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.signature.span(in: der) }
  }
}

extension Certificate {
  /// GeneralNames in DER; `nil` if the extension is absent, here and below.
  public var subjectAltName: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.subjectAltName) }
  }

  /// ExtKeyUsageSyntax in DER.
  public var extendedKeyUsage: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.extendedKeyUsage) }
  }

  /// NameConstraints in DER.
  public var nameConstraints: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.nameConstraints) }
  }

  /// In DER; `policies` has them as a list.
  public var certificatePolicies: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.certificatePolicies) }
  }

  /// PolicyMappings in DER.
  public var policyMappings: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.policyMappings) }
  }

  public var subjectKeyIdentifier: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.subjectKeyIdentifier) }
  }

  /// Which of its issuer's keys signed it, if it says so.
  public var authorityKeyIdentifier: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.authorityKeyIdentifier) }
  }

  @_lifetime(borrow self)
  private borrowing func found(_ place: Place?) -> Span<UInt8>? {
    guard let place else { return nil }
    return place.span(in: der)
  }
}
