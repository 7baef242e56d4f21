import Wire

/// What a reader has found, before it is a `CertificationRequest`.
struct ReadRequest {
  var signatureAlgorithm = SignatureAlgorithm.unknown
  var publicKeyAlgorithm = PublicKeyAlgorithm.unknown
  var extensions = CertificateExtensions()
  var hasUnknownAttribute = false
  var places = RequestPlaces()
}

extension DERReader {
  /// CertificationRequest ::= SEQUENCE {
  ///      certificationRequestInfo CertificationRequestInfo,
  ///      signatureAlgorithm AlgorithmIdentifier{{ SignatureAlgorithms }},
  ///      signature          BIT STRING
  /// }
  mutating func certificationRequest() throws(DERError) -> ReadRequest {
    try sequence("CertificationRequest") { reader throws(DERError) in
      var read = ReadRequest()
      let toBeSigned = try reader.read(.sequence, "certificationRequestInfo")
      read.places.toBeSigned = Place(toBeSigned.range)
      var inside = DERReader(toBeSigned)
      try inside.certificationRequestInfo(into: &read)
      try inside.end("certificationRequestInfo")
      read.signatureAlgorithm = try SignatureAlgorithm(
        reader.read(.sequence, "signatureAlgorithm"))
      let signature = try reader.bitString("signature")
      read.places.signature = Place(signature.contentRange.dropFirst())
      return read
    }
  }

  /// CertificationRequestInfo ::= SEQUENCE {
  ///      version       INTEGER { v1(0) } (v1,...),
  ///      subject       Name,
  ///      subjectPKInfo SubjectPublicKeyInfo{{ PKInfoAlgorithms }},
  ///      attributes    [0] Attributes{{ CRIAttributes }}
  /// }
  private mutating func certificationRequestInfo(
    into read: inout ReadRequest
  ) throws(DERError) {
    let before = self
    guard try smallInteger("version") == 0 else {
      throw before.error(.value, "version")
    }
    read.places.subject = Place(try name("subject"))
    let key = try subjectPublicKeyInfo()
    read.publicKeyAlgorithm = key.algorithm
    read.places.subjectPublicKeyInfo = Place(key.whole)
    read.places.publicKey = Place(key.key)
    try attributes { type, value throws(DERError) in
      switch type.value {
      case 0x1_2a86_4886_f70d_0109_0e:  // extensionRequest (RFC 2985, 5.4.2)
        read.extensions = try value.certificateExtensions()
      case 0x1_2a86_4886_f70d_0109_07:  // challengePassword (RFC 2985, 5.4.1)
        read.places.challengePassword = Place(
          try value.any("challengePassword").contentRange)
      default:
        read.hasUnknownAttribute = true
        while !value.isEmpty { _ = try value.any("values") }
      }
    }
  }

  /// Attributes { ATTRIBUTE:IOSet } ::= SET OF Attribute{{ IOSet }}
  ///
  /// `[0] IMPLICIT`, and each kind at most once. Their order is not looked at.
  mutating func attributes(
    _ value: (OIDCode, inout DERReader) throws(DERError) -> Void
  ) throws(DERError) {
    let element = try read(.explicit(0), "attributes")
    let all = DERReader(element)
    var reader = all
    var count = 0
    while !reader.isEmpty {
      try reader.attribute(number: count, of: all, value)
      count += 1
    }
  }

  /// Attribute { ATTRIBUTE:IOSet } ::= SEQUENCE {
  ///      type   ATTRIBUTE.&id({IOSet}),
  ///      values SET SIZE(1..MAX) OF ATTRIBUTE.&Type({IOSet}{@type})
  /// }
  ///
  /// Of those that are known here each has one value.
  private mutating func attribute(
    number: Int, of all: DERReader,
    _ value: (OIDCode, inout DERReader) throws(DERError) -> Void
  ) throws(DERError) {
    let before = self
    try sequence("Attribute") { reader throws(DERError) in
      let type = try reader.objectIdentifier("type")
      guard number < 16, try !all.hasType(type, amongTheFirst: number) else {
        throw before.error(.value, "type")
      }
      try reader.constructed(.set, "values") { values throws(DERError) in
        guard !values.isEmpty else { throw values.error(.empty, "values") }
        try value(OIDCode(type), &values)
      }
    }
  }

  /// Whether one of the first attributes that come next is of this type.
  private func hasType(_ type: Span<UInt8>, amongTheFirst count: Int) throws(DERError)
    -> Bool
  {
    var reader = self
    for _ in 0..<count {
      let element = try reader.read(.sequence, "Attribute")
      var inside = DERReader(element)
      if isEqual(try inside.objectIdentifier("type"), type) { return true }
    }
    return false
  }
}
