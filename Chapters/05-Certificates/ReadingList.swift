import Wire

/// What a reader has found, before it is a `RevocationList`.
struct ReadList {
  var version: Int
  var signatureAlgorithm: SignatureAlgorithm
  var thisUpdate: Time
  var nextUpdate: Time?
  var extensions: ListExtensions
  var places: ListPlaces
}

/// What is remembered of the entries.
struct EntryNotes {
  var hasOtherIssuers = false
  var hasUnknownCritical = false
  /// One takes back another one, which only a list of changes can do.
  var hasRemoved = false
}

extension DERReader {
  /// CertificateList  ::=  SEQUENCE  {
  ///      tbsCertList          TBSCertList,
  ///      signatureAlgorithm   AlgorithmIdentifier,
  ///      signatureValue       BIT STRING  }
  mutating func certificateList() throws(DERError) -> ReadList {
    try sequence("CertificateList") { reader throws(DERError) in
      let toBeSigned = try reader.read(.sequence, "tbsCertList")
      let algorithm = try reader.read(.sequence, "signatureAlgorithm")
      let signature = try reader.bitString("signatureValue")
      var inside = DERReader(toBeSigned)
      var list = try inside.tbsCertList(signedWith: algorithm)
      try inside.end("tbsCertList")
      list.places.toBeSigned = FarPlace(toBeSigned.range)
      list.places.signature = FarPlace(signature.contentRange.dropFirst())
      return list
    }
  }

  /// TBSCertList  ::=  SEQUENCE  {
  ///      version                 Version OPTIONAL,
  ///                                   -- if present, MUST be v2
  ///      signature               AlgorithmIdentifier,
  ///      issuer                  Name,
  ///      thisUpdate              Time,
  ///      nextUpdate              Time OPTIONAL,
  ///      revokedCertificates     SEQUENCE OF SEQUENCE { … } OPTIONAL,
  ///      crlExtensions           [0]  EXPLICIT Extensions OPTIONAL
  ///                                   -- if present, version MUST be v2
  ///                                }
  private mutating func tbsCertList(
    signedWith outer: DERElement
  ) throws(DERError) -> ReadList {
    var places = ListPlaces()
    let version = try listVersion()
    let algorithm = try read(.sequence, "signature")
    //= rfc5280#5.1.1.2
    //# This field MUST contain the same algorithm identifier as the
    //# signature field in the sequence tbsCertList (Section 5.1.2.2).
    guard isEqual(algorithm.bytes, outer.bytes) else {
      throw outer.error(.value, "signatureAlgorithm")
    }
    let signatureAlgorithm = try SignatureAlgorithm(algorithm)
    places.issuer = FarPlace(try name("issuer"))
    let thisUpdate = try time("thisUpdate")
    var nextUpdate: Time?
    if nextTag == .utcTime || nextTag == .generalizedTime {
      nextUpdate = try time("nextUpdate")
    }
    var entries = EntryNotes()
    if nextTag == .sequence {
      places.entries = FarPlace(try revokedEntries(version: version, &entries))
    }
    var extensions = ListExtensions()
    if version == 2 {
      extensions =
        try explicit(0, "crlExtensions") { reader throws(DERError) in
          try reader.listExtensions()
        } ?? extensions
    }
    guard extensions.isDelta || !entries.hasRemoved else {
      throw outer.error(.value, "removeFromCRL")
    }
    extensions.add(entries)
    return ReadList(
      version: version, signatureAlgorithm: signatureAlgorithm, thisUpdate: thisUpdate,
      nextUpdate: nextUpdate, extensions: extensions, places: places)
  }

  /// Version  ::=  INTEGER  {  v1(0), v2(1), v3(2)  }
  private mutating func listVersion() throws(DERError) -> Int {
    guard nextTag == .integer else { return 1 }
    let before = self
    guard try smallInteger("version") == 1 else {
      throw before.error(.value, "version")
    }
    return 2
  }

  /// Where they stand, when each has its form.
  private mutating func revokedEntries(
    version: Int, _ notes: inout EntryNotes
  ) throws(DERError) -> Range<Int> {
    var ahead = self
    let range = try ahead.read(.sequence, "revokedCertificates").contentRange
    //= rfc5280#5.1.2.6
    //# When there are no revoked certificates, the revoked certificates list
    //# MUST be absent.
    try list("revokedCertificates") { reader throws(DERError) in
      let entry = try reader.revokedEntry(mayHaveExtensions: version == 2)
      if entry.isOfOtherIssuer { notes.hasOtherIssuers = true }
      if entry.hasUnknownCritical { notes.hasUnknownCritical = true }
      if entry.revocation.reason == .removeFromCRL { notes.hasRemoved = true }
    }
    return range
  }
}
