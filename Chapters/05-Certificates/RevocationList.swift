import Wire

/// A list of revoked certificates (RFC 5280, 5) that was read, and not yet believed.
///
/// It keeps the bytes and the places of the fields in them. How many entries there are
/// makes no difference to what it keeps.
public struct RevocationList: Equatable, Sendable {
  public let der: [UInt8]
  /// 1 or 2, as people count.
  public let version: Int
  public let signatureAlgorithm: SignatureAlgorithm
  public let thisUpdate: Time
  /// When the next one will be there at the latest.
  public let nextUpdate: Time?
  public let extensions: ListExtensions
  let places: ListPlaces

  /// As much as three octets of length can say.
  public static var maximumLength: Int { 1 << 24 - 1 }

  public init(der: [UInt8]) throws(DERError) {
    guard der.count <= Self.maximumLength else {
      throw DERError(.lengthTooLong, "CertificateList", at: 0)
    }
    let read = try DERReader.all(der.span, "CertificateList") {
      reader throws(DERError) in
      try reader.certificateList()
    }
    version = read.version
    signatureAlgorithm = read.signatureAlgorithm
    thisUpdate = read.thisUpdate
    nextUpdate = read.nextUpdate
    extensions = read.extensions
    places = read.places
    self.der = der
  }

  public static func == (a: RevocationList, b: RevocationList) -> Bool {
    a.der == b.der
  }
}

/// Where the fields of a list stand.
struct ListPlaces: Sendable {
  var toBeSigned = FarPlace()
  var issuer = FarPlace()
  var entries = FarPlace()
  var signature = FarPlace()
}

extension RevocationList {
  /// What the issuer signed.
  public var toBeSigned: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.toBeSigned.span(in: der) }
  }

  /// A Name in DER.
  public var issuer: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.issuer.span(in: der) }
  }

  public var signature: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.signature.span(in: der) }
  }

  /// The number of the list, big-endian; the next one has a higher one. `nil` if absent,
  /// here and below.
  public var number: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.number) }
  }

  /// Which of its issuer's keys signed it, if it says so.
  public var authorityKeyIdentifier: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.authorityKeyIdentifier) }
  }

  /// DistributionPointName in DER: for which part of the issuer's certificates it is.
  var distributionPoint: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get { found(extensions.distribution?.name) }
  }

  /// One after the other, as they stand there.
  public var entries: RevokedEntries {
    @_lifetime(borrow self) borrowing get {
      RevokedEntries(places.entries.span(in: der))
    }
  }

  @_lifetime(borrow self)
  private borrowing func found(_ place: FarPlace?) -> Span<UInt8>? {
    guard let place else { return nil }
    return place.span(in: der)
  }
}
