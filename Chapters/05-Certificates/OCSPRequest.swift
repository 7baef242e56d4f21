import Wire

/// A question about certificates (RFC 6960, 4.1), as a responder reads it.
public struct OCSPRequest: Equatable, Sendable {
  public let der: [UInt8]
  let places: OCSPRequestPlaces
  /// A critical extension that this book does not know.
  public let hasUnknownCritical: Bool

  public init(der: [UInt8]) throws(DERError) {
    guard der.count <= Certificate.maximumLength else {
      throw DERError(.lengthTooLong, "OCSPRequest", at: 0)
    }
    (places, hasUnknownCritical) = try DERReader.all(der.span, "OCSPRequest") {
      reader throws(DERError) in try reader.ocspRequest()
    }
    self.der = der
  }

  public static func == (a: OCSPRequest, b: OCSPRequest) -> Bool { a.der == b.der }

  /// To be found in the answer again; `nil` if there is none.
  public var nonce: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get {
      guard let nonce = places.nonce else { return nil }
      return nonce.span(in: der)
    }
  }

  /// The content of requestList.
  var list: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { places.list.span(in: der) }
  }
}

/// Where the fields of a request stand.
struct OCSPRequestPlaces: Sendable {
  var list = Place()
  var nonce: Place?
}

extension DERReader {
  /// OCSPRequest     ::=     SEQUENCE {
  ///     tbsRequest                  TBSRequest,
  ///     optionalSignature   [0]     EXPLICIT Signature OPTIONAL }
  ///
  /// TBSRequest      ::=     SEQUENCE {
  ///     version             [0]     EXPLICIT Version DEFAULT v1,
  ///     requestorName       [1]     EXPLICIT GeneralName OPTIONAL,
  ///     requestList                 SEQUENCE OF Request,
  ///     requestExtensions   [2]     EXPLICIT Extensions OPTIONAL }
  fileprivate mutating func ocspRequest() throws(DERError) -> (OCSPRequestPlaces, Bool)
  {
    try sequence("OCSPRequest") { reader throws(DERError) in
      let read = try reader.sequence("tbsRequest") { reader throws(DERError) in
        var places = OCSPRequestPlaces()
        _ = try reader.readIfPresent(.explicit(1), "requestorName")
        let start = reader.offset
        var ahead = reader
        let list = try ahead.read(.sequence, "requestList")
        try reader.list("requestList") { reader throws(DERError) in
          _ = try reader.request()
        }
        places.list = Place(list.contentStart..<start + list.bytes.count)
        let unknown = try reader.explicit(2, "requestExtensions") {
          reader throws(DERError) in try reader.nonce(into: &places.nonce)
        }
        return (places, unknown ?? false)
      }
      _ = try reader.readIfPresent(.explicit(0), "optionalSignature")
      return read
    }
  }

  /// Request         ::=     SEQUENCE {
  ///     reqCert                     CertID,
  ///     singleRequestExtensions     [0] EXPLICIT Extensions OPTIONAL }
  @_lifetime(copy self)
  mutating func request() throws(DERError) -> CertificateID {
    let whole = try read(.sequence, "Request")
    var inside = DERReader(whole)
    let id = try inside.certificateID()
    _ = try inside.readIfPresent(.explicit(0), "singleRequestExtensions")
    try inside.end("Request")
    return id
  }

  /// Extensions, of which only this one is known: Nonce ::= OCTET STRING(SIZE(1..128)).
  mutating func nonce(into nonce: inout Place?) throws(DERError) -> Bool {
    var found: Place?
    let unknown = try eachExtension { id, value throws(DERError) in
      guard id.value == 0x1_2b06_0105_0507_3001_02 else { return false }
      let octets = try value.read(.octetString, "Nonce")
      guard 1...128 ~= octets.content.count else { throw octets.error(.value, "Nonce") }
      found = Place(octets.contentRange)
      return true
    }
    nonce = found
    return unknown
  }
}
