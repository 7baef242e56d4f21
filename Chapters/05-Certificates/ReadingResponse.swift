import Wire

/// What a reader has found, before it is an `OCSPResponse`.
struct ReadResponse {
  var status: OCSPStatus
  var signatureAlgorithm = SignatureAlgorithm.unknown
  var producedAt = Time(secondsSince1970: 0)
  var hasUnknownCritical = false
  var isByKey = false
  var places = OCSPResponsePlaces()
}

extension DERReader {
  /// OCSPResponse ::= SEQUENCE {
  ///    responseStatus         OCSPResponseStatus,
  ///    responseBytes          [0] EXPLICIT ResponseBytes OPTIONAL }
  ///
  /// ResponseBytes ::=       SEQUENCE {
  ///     responseType   OBJECT IDENTIFIER,
  ///     response       OCTET STRING }
  mutating func ocspResponse() throws(DERError) -> ReadResponse {
    try sequence("OCSPResponse") { reader throws(DERError) in
      let before = reader
      let number = try reader.smallInteger("responseStatus", as: .enumerated)
      guard let code = UInt8(exactly: number), let status = OCSPStatus(rawValue: code)
      else { throw before.error(.value, "responseStatus") }
      var read = ReadResponse(status: status)
      //= rfc6960#4.2.1
      //# If the value of responseStatus is one of the error conditions, the
      //# responseBytes field is not set.
      guard status == .successful else { return read }
      let present: Void? = try reader.explicit(0, "responseBytes") {
        reader throws(DERError) in
        try reader.sequence("ResponseBytes") { reader throws(DERError) in
          let type = OIDCode(try reader.objectIdentifier("responseType"))
          let octets = try reader.read(.octetString, "response")
          guard type.value == 0x1_2b06_0105_0507_3001_01 else {
            throw octets.error(.value, "responseType")
          }
          var inside = DERReader(octets)
          try inside.basicResponse(into: &read)
          try inside.end("response")
        }
      }
      guard present != nil else { throw before.error(.empty, "responseBytes") }
      return read
    }
  }

  /// BasicOCSPResponse       ::= SEQUENCE {
  ///    tbsResponseData      ResponseData,
  ///    signatureAlgorithm   AlgorithmIdentifier,
  ///    signature            BIT STRING,
  ///    certs            [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
  private mutating func basicResponse(
    into read: inout ReadResponse
  ) throws(DERError) {
    try sequence("BasicOCSPResponse") { reader throws(DERError) in
      let data = try reader.read(.sequence, "tbsResponseData")
      read.places.toBeSigned = Place(data.range)
      var inside = DERReader(data)
      try inside.responseData(into: &read)
      try inside.end("tbsResponseData")
      let algorithm = try reader.read(.sequence, "signatureAlgorithm")
      read.signatureAlgorithm = try SignatureAlgorithm(algorithm)
      let signature = try reader.bitString("signature")
      read.places.signature = Place(signature.contentRange.dropFirst())
      let certificates = try reader.explicit(0, "certs") { reader throws(DERError) in
        let list = try reader.read(.sequence, "certs")
        var inside = DERReader(list)
        while !inside.isEmpty { _ = try inside.read(.sequence, "Certificate") }
        return list.contentRange
      }
      if let certificates { read.places.certificates = Place(certificates) }
    }
  }

  /// ResponseData ::= SEQUENCE {
  ///    version              [0] EXPLICIT Version DEFAULT v1,
  ///    responderID              ResponderID,
  ///    producedAt               GeneralizedTime,
  ///    responses                SEQUENCE OF SingleResponse,
  ///    responseExtensions   [1] EXPLICIT Extensions OPTIONAL }
  private mutating func responseData(
    into read: inout ReadResponse
  ) throws(DERError) {
    let responder = try responderID()
    read.isByKey = responder.isByKey
    read.places.responder = Place(responder.range)
    read.producedAt = try generalizedTime("producedAt")
    var ahead = self
    read.places.answers = Place(try ahead.read(.sequence, "responses").contentRange)
    try list("responses") { reader throws(DERError) in
      _ = try reader.singleResponse()
    }
    let unknown = try explicit(1, "responseExtensions") { reader throws(DERError) in
      try reader.nonce(into: &read.places.nonce)
    }
    read.hasUnknownCritical = unknown ?? false
  }

  /// ResponderID ::= CHOICE {
  ///    byName               [1] Name,
  ///    byKey                [2] KeyHash }
  ///
  /// KeyHash ::= OCTET STRING -- SHA-1 hash of responder's public key
  private mutating func responderID()
    throws(DERError) -> (isByKey: Bool, range: Range<Int>)
  {
    let name = try explicit(1, "byName") { reader throws(DERError) in
      try reader.name("byName")
    }
    if let name { return (false, name) }
    return try constructed(.explicit(2), "byKey") { reader throws(DERError) in
      let hash = try reader.read(.octetString, "KeyHash")
      guard hash.content.count == 20 else { throw hash.error(.value, "KeyHash") }
      return (true, hash.contentRange)
    }
  }
}
