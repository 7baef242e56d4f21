import Primitives
import Wire

/// Somebody's wish for a certificate (PKCS #10), read and not yet granted: nothing here
/// looks at a signature until it is asked to.
///
/// It keeps the bytes and the places of the fields in them, as `Certificate` does.
public struct CertificationRequest: Equatable, Sendable {
  public let der: [UInt8]
  public let signatureAlgorithm: SignatureAlgorithm
  public let publicKeyAlgorithm: PublicKeyAlgorithm
  /// What the certificate is asked to say; an authority decides what it will.
  public let extensions: CertificateExtensions
  /// Something else was asked for, too, that this book does not know.
  public let hasUnknownAttribute: Bool
  private let places: RequestPlaces

  public static var maximumLength: Int { 65_535 }

  public init(der: [UInt8]) throws(DERError) {
    guard der.count <= Self.maximumLength else {
      throw DERError(.lengthTooLong, "CertificationRequest", at: 0)
    }
    let read = try DERReader.all(der.span, "CertificationRequest") {
      reader throws(DERError) in
      try reader.certificationRequest()
    }
    signatureAlgorithm = read.signatureAlgorithm
    publicKeyAlgorithm = read.publicKeyAlgorithm
    extensions = read.extensions
    hasUnknownAttribute = read.hasUnknownAttribute
    places = read.places
    self.der = der
  }

  public static func == (a: CertificationRequest, b: CertificationRequest) -> Bool {
    a.der == b.der
  }

  /// Returns only if whoever made this request holds the private key to the public one
  /// in it. The same request again, or an old one, shows that too.
  public func checkSignature<Crypto: CryptoProvider>(
    using crypto: Crypto.Type
  ) throws(SignatureFault) {
    try signatureAlgorithm.check(
      signature, of: toBeSigned, by: publicKeyAlgorithm, publicKey, using: crypto)
  }
}

/// Where the fields of a request stand.
struct RequestPlaces: Sendable {
  var toBeSigned = Place()
  var subject = Place()
  var subjectPublicKeyInfo = Place()
  var publicKey = Place()
  var challengePassword: Place?
  var signature = Place()
}

extension CertificationRequest {
  /// What its sender signed.
  public var toBeSigned: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.toBeSigned.span(in: der) }
  }

  /// A Name in DER: what the sender would like to be called.
  public var subject: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.subject.span(in: der) }
  }

  /// GeneralNames in DER; `nil` if none were asked for.
  public var subjectAltName: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get {
      guard let place = extensions.subjectAltName else { return nil }
      return place.span(in: der)
    }
  }

  /// The characters of a word that sender and authority agreed on (RFC 2985, 5.4.1).
  public var challengePassword: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get {
      guard let place = places.challengePassword else { return nil }
      return place.span(in: der)
    }
  }

  /// The key itself, in the form of its algorithm.
  public var publicKey: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.publicKey.span(in: der) }
  }

  public var signature: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.signature.span(in: der) }
  }

  /// The key as it will stand in the certificate.
  public var subjectPublicKeyInfo: SubjectPublicKeyInfo {
    SubjectPublicKeyInfo(
      copying: places.subjectPublicKeyInfo.span(in: der), algorithm: publicKeyAlgorithm,
      keyLength: publicKey.count)
  }
}
