import Wire

/// What a responder said (RFC 6960, 4.2), read and not yet believed. Anybody can make one
/// that is not `successful`: those are not signed.
public struct OCSPResponse: Equatable, Sendable {
  public let der: [UInt8]
  public let status: OCSPStatus
  public let signatureAlgorithm: SignatureAlgorithm
  public let producedAt: Time
  public let hasUnknownCritical: Bool
  let isByKey: Bool
  let places: OCSPResponsePlaces

  public init(der: [UInt8]) throws(DERError) {
    guard der.count <= Certificate.maximumLength else {
      throw DERError(.lengthTooLong, "OCSPResponse", at: 0)
    }
    let read = try DERReader.all(der.span, "OCSPResponse") { reader throws(DERError) in
      try reader.ocspResponse()
    }
    status = read.status
    signatureAlgorithm = read.signatureAlgorithm
    producedAt = read.producedAt
    hasUnknownCritical = read.hasUnknownCritical
    isByKey = read.isByKey
    places = read.places
    self.der = der
  }

  public static func == (a: OCSPResponse, b: OCSPResponse) -> Bool { a.der == b.der }
}

/// Where the fields of a response stand.
struct OCSPResponsePlaces: Sendable {
  var toBeSigned = Place()
  var responder = Place()
  var answers = Place()
  var nonce: Place?
  var signature = Place()
  var certificates = Place()
}

extension OCSPResponse {
  /// What the responder signed.
  public var toBeSigned: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.toBeSigned.span(in: der) }
  }

  /// A Name in DER, or 20 octets of a key's SHA-1.
  var responder: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.responder.span(in: der) }
  }

  /// The content of responses.
  var answers: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.answers.span(in: der) }
  }

  public var signature: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.signature.span(in: der) }
  }

  /// The content of certs, which may be none.
  var certificates: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.certificates.span(in: der) }
  }

  /// That of the question, if the responder gives it back.
  public var nonce: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get {
      guard let nonce = places.nonce else { return nil }
      return nonce.span(in: der)
    }
  }
}
