import Wire

/// What a reader has found, before it is a `Certificate`.
struct ReadCertificate {
  var version: Int
  var validity: Validity
  var signatureAlgorithm: SignatureAlgorithm
  var publicKeyAlgorithm: PublicKeyAlgorithm
  var extensions: CertificateExtensions
  var places: CertificatePlaces
}

extension DERReader {
  /// Certificate  ::=  SEQUENCE  {
  ///      tbsCertificate       TBSCertificate,
  ///      signatureAlgorithm   AlgorithmIdentifier,
  ///      signatureValue       BIT STRING  }
  mutating func certificate() throws(DERError) -> ReadCertificate {
    try sequence("Certificate") { reader throws(DERError) in
      let toBeSigned = try reader.read(.sequence, "tbsCertificate")
      var inside = DERReader(toBeSigned)
      let signedAlgorithm: Range<Int>
      var read: ReadCertificate
      (read, signedAlgorithm) = try inside.tbsCertificate()
      try inside.end("tbsCertificate")
      read.places.toBeSigned = Place(toBeSigned.range)

      let algorithm = try reader.read(.sequence, "signatureAlgorithm")
      //= rfc5280#4.1.1.2
      //# This field MUST contain the same algorithm identifier as the
      //# signature field in the sequence tbsCertificate (Section 4.1.2.3).
      guard
        same(algorithm.bytes, toBeSigned.bytes, signedAlgorithm, from: toBeSigned.range)
      else { throw algorithm.error(.value, "signatureAlgorithm") }
      let signature = try reader.bitString("signatureValue")
      read.places.signature = Place(signature.contentRange.dropFirst())
      return read
    }
  }

  /// TBSCertificate, and where in it the signature's algorithm stands.
  private mutating func tbsCertificate() throws(DERError) -> (
    ReadCertificate, algorithm: Range<Int>
  ) {
    var places = CertificatePlaces()
    let version = try version()
    places.serialNumber = Place(try serialNumber())
    let algorithm = try read(.sequence, "signature")
    let algorithmRange = algorithm.range
    let signatureAlgorithm = try SignatureAlgorithm(algorithm)
    places.issuer = Place(try name("issuer"))
    let validity = try validity()
    places.subject = Place(try name("subject"))
    let key = try subjectPublicKeyInfo()
    places.subjectPublicKeyInfo = Place(key.whole)
    places.publicKey = Place(key.key)
    if version > 1 {
      _ = try readIfPresent(.implicit(1), "issuerUniqueID")
      _ = try readIfPresent(.implicit(2), "subjectUniqueID")
    }
    var extensions = CertificateExtensions()
    if version == 3 {
      extensions =
        try explicit(3, "extensions") { reader throws(DERError) in
          try reader.certificateExtensions()
        } ?? extensions
    }
    let read = ReadCertificate(
      version: version, validity: validity, signatureAlgorithm: signatureAlgorithm,
      publicKeyAlgorithm: key.algorithm, extensions: extensions, places: places)
    return (read, algorithmRange)
  }

  /// Version  ::=  INTEGER  {  v1(0), v2(1), v3(2)  }
  private mutating func version() throws(DERError) -> Int {
    let before = self
    let version = try explicit(0, "version") { reader throws(DERError) in
      try reader.smallInteger("Version")
    }
    guard let version else { return 1 }
    guard version != 0 else { throw before.error(.defaultWritten, "version") }
    guard version <= 2 else { throw before.error(.value, "version") }
    return version + 1
  }

  /// At most 20 octets, and not negative. Zero is wrong too, but some roots that all the
  /// world trusts have it, and RFC 5280, 4.1.2.2 asks readers to bear with that.
  private mutating func serialNumber() throws(DERError) -> Range<Int> {
    let element = try read(.integer, "serialNumber")
    var inside = DERReader(element.bytes, base: element.range.lowerBound)
    let digits = try inside.integer("serialNumber")
    guard element.content.count <= 20 else {
      throw element.error(.value, "serialNumber")
    }
    return element.contentRange.suffix(digits.count)
  }

  /// Validity ::= SEQUENCE {
  ///      notBefore      Time,
  ///      notAfter       Time }
  private mutating func validity() throws(DERError) -> Validity {
    let before = self
    let (first, last) = try sequence("validity") { reader throws(DERError) in
      (try reader.time("notBefore"), try reader.time("notAfter"))
    }
    do throws(X509Error) { return try Validity(notBefore: first, notAfter: last) } catch
    {
      throw before.error(.value, "validity")
    }
  }
}

/// Whether the part of `outer` that the range names, counted from where `outer` stands
/// in the input, is the same as `bytes`.
private func same(
  _ bytes: Span<UInt8>, _ outer: Span<UInt8>, _ range: Range<Int>,
  from whole: Range<Int>
) -> Bool {
  guard bytes.count == range.count else { return false }
  for i in bytes.indices
  where bytes[i] != outer[range.lowerBound - whole.lowerBound + i] { return false }
  return true
}
