import Wire

/// Where every field of a certificate stands, also those that nobody needs who only
/// wants to believe it.
struct LintOutline {
  var version = 0..<0
  var serialNumber = 0..<0
  var signature = 0..<0
  var issuer = 0..<0
  var notBefore = 0..<0
  var notAfter = 0..<0
  var subject = 0..<0
  var subjectPublicKeyInfo = 0..<0
  var issuerUniqueID = 0..<0
  var subjectUniqueID = 0..<0
  /// The wrapping `[3]` with all that is in it; empty if there are none.
  var extensions = 0..<0
  var signatureAlgorithm = 0..<0
  var signatureValue = 0..<0

  init(_ certificate: Certificate) throws(DERError) {
    var reader = DERReader(certificate.der.span)
    var whole = DERReader(try reader.read(.sequence, "Certificate"))
    var signed = DERReader(try whole.read(.sequence, "tbsCertificate"))
    signatureAlgorithm = try whole.any("signatureAlgorithm").range
    signatureValue = try whole.any("signatureValue").range

    if let found = try signed.readIfPresent(.explicit(0), "version") {
      version = found.range
    }
    serialNumber = try signed.any("serialNumber").range
    signature = try signed.any("signature").range
    issuer = try signed.any("issuer").range
    var validity = DERReader(try signed.read(.sequence, "validity"))
    notBefore = try validity.any("notBefore").range
    notAfter = try validity.any("notAfter").range
    subject = try signed.any("subject").range
    subjectPublicKeyInfo = try signed.any("subjectPublicKeyInfo").range
    if let found = try signed.readIfPresent(.implicit(1), "issuerUniqueID") {
      issuerUniqueID = found.range
    }
    if let found = try signed.readIfPresent(.implicit(2), "subjectUniqueID") {
      subjectUniqueID = found.range
    }
    if let found = try signed.readIfPresent(.explicit(3), "extensions") {
      extensions = found.range
    }
  }
}

/// One extension, and where its parts stand.
struct LintExtension {
  let id: OIDCode
  let isCritical: Bool
  let whole: Range<Int>
  let extnID: Range<Int>
  /// Empty if it is not there.
  let critical: Range<Int>
  /// What is in the OCTET STRING.
  let value: Range<Int>
}

extension DERReader {
  mutating func lintExtension() throws(DERError) -> LintExtension {
    let whole = try read(.sequence, "Extension")
    var inside = DERReader(whole)
    let id = try inside.any("extnID")
    let critical = try inside.readIfPresent(.boolean, "critical")?.range ?? 0..<0
    let value = try inside.read(.octetString, "extnValue")
    return LintExtension(
      id: OIDCode(id.content), isCritical: !critical.isEmpty, whole: whole.range,
      extnID: id.range, critical: critical, value: value.contentRange)
  }
}
