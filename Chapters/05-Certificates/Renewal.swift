import Identity
import Wire

extension Issuer where Key: ~Copyable {
  /// What the old certificate said, said again of a key and for a time: the same key or
  /// a new one, from now on or while the old certificate is still good.
  ///
  /// That the old one is not revoked is for the caller to know.
  public mutating func renew(
    _ old: Certificate, key subjectKey: SubjectPublicKeyInfo, serialNumber: SerialNumber,
    validity: Validity
  ) throws(X509Error) -> [UInt8] {
    guard try Name(der: old.issuer) == name else { throw .issuedByAnother }
    let subject = try Name(der: old.subject)
    let lasting: [UInt8]
    do throws(DERError) { lasting = try old.lastingExtensions() } catch {
      throw .issuedByAnother
    }
    let room = 512 + name.bytes + old.der.count + subjectKey.der.count
    return try [UInt8](capacity: room) { out throws(X509Error) in
      try issue(
        .asBefore(lasting), to: subject, key: subjectKey, serialNumber: serialNumber,
        validity: validity, into: &out)
    }
  }
}

extension Certificate {
  /// All extensions but the marks of the two keys.
  fileprivate func lastingExtensions() throws(DERError) -> [UInt8] {
    var reader = DERReader(toBeSigned)
    let whole = try reader.read(.sequence, "tbsCertificate")
    var fields = DERReader(whole)
    while fields.nextTag != .explicit(3) { _ = try fields.any("tbsCertificate") }
    var wrapped = DERReader(try fields.any("extensions"))
    var extensions = DERReader(try wrapped.read(.sequence, "Extensions"))
    var lasting: [UInt8] = []
    while !extensions.isEmpty {
      let element = try extensions.read(.sequence, "Extension")
      var inside = DERReader(element)
      let id = OIDCode(try inside.objectIdentifier("extnID"))
      // subjectKeyIdentifier and authorityKeyIdentifier
      if id == OIDCode(0x1_551d0e) || id == OIDCode(0x1_551d23) { continue }
      for i in element.bytes.indices { lasting.append(element.bytes[i]) }
    }
    return lasting
  }
}
