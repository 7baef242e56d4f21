import Identity
import Primitives
import Wire

/// A certificate that its authority takes back.
public struct RevokedCertificate: Equatable, Sendable {
  /// Big-endian, as in `Certificate.serialNumber`.
  public var serialNumber: [UInt8]
  public var revocation: Revocation

  public init(serialNumber: [UInt8], _ revocation: Revocation) {
    self.serialNumber = serialNumber
    self.revocation = revocation
  }
}

extension Issuer where Key: ~Copyable {
  /// A complete list of what this authority has taken back, in DER. Each list has a higher
  /// number than the one before it, and the next one is there by `nextUpdate`.
  public mutating func revocationList(
    _ revoked: [RevokedCertificate], number: UInt64, thisUpdate: Time, nextUpdate: Time
  ) throws(X509Error) -> [UInt8] {
    guard thisUpdate <= nextUpdate else { throw .endsBeforeItBegins }
    let identifier = try keyIdentifier(of: publicKey.span)
    let room = 512 + name.bytes + 96 * revoked.count
    return try [UInt8](capacity: room) { out throws(X509Error) in
      // CertificateList  ::=  SEQUENCE  {
      //      tbsCertList          TBSCertList,
      //      signatureAlgorithm   AlgorithmIdentifier,
      //      signatureValue       BIT STRING  }
      let algorithm = key.algorithm
      try out.signed(by: &key, "CertificateList") { out throws(WireError) in
        try out.sequence("tbsCertList") { out throws(WireError) in
          try out.integer(1, "version")  // v2
          try out.signatureAlgorithm(algorithm, "signature")
          try out.name(name, "issuer")
          try out.time(thisUpdate, "thisUpdate")
          try out.time(nextUpdate, "nextUpdate")
          try out.revokedCertificates(revoked)
          try out.constructed(.explicit(0), "crlExtensions") { out throws(WireError) in
            try out.listExtensions(number: number, authorityKeyIdentifier: identifier)
          }
        }
      }
    }
  }
}

extension OutputSpan where Element == UInt8 {
  fileprivate mutating func revokedCertificates(
    _ revoked: [RevokedCertificate]
  ) throws(WireError) {
    if revoked.isEmpty { return }
    try sequence("revokedCertificates") { out throws(WireError) in
      for certificate in revoked {
        try out.sequence("revokedCertificate") { out throws(WireError) in
          try out.integer(certificate.serialNumber.span, "userCertificate")
          try out.time(certificate.revocation.date, "revocationDate")
          try out.entryExtensions(certificate.revocation)
        }
      }
    }
  }

  //= rfc5280#5.3.1
  //# the reason code CRL entry extension SHOULD be absent instead of using
  //# the unspecified (0) reasonCode value.
  private mutating func entryExtensions(
    _ revocation: Revocation
  ) throws(WireError) {
    let reason = revocation.reason == .unspecified ? nil : revocation.reason
    if reason == nil && revocation.invalidityDate == nil { return }
    try sequence("crlEntryExtensions") { out throws(WireError) in
      if let reason {
        try out.listExtension([2, 5, 29, 21], "reasonCode") { out throws(WireError) in
          try out.revocationReason(reason)
        }
      }
      if let date = revocation.invalidityDate {
        try out.listExtension([2, 5, 29, 24], "invalidityDate") {
          out throws(WireError) in try out.generalizedTime(date, "InvalidityDate")
        }
      }
    }
  }

  mutating func revocationReason(_ reason: RevocationReason) throws(WireError) {
    try header(.enumerated, length: 1, "CRLReason")
    append(reason.rawValue)
  }

  fileprivate mutating func listExtensions(
    number: UInt64, authorityKeyIdentifier: [UInt8]
  ) throws(WireError) {
    try sequence("Extensions") { out throws(WireError) in
      try out.listExtension([2, 5, 29, 35], "authorityKeyIdentifier") {
        out throws(WireError) in
        try out.sequence("AuthorityKeyIdentifier") { out throws(WireError) in
          try out.octetString(
            authorityKeyIdentifier.span, as: .implicit(0), "keyIdentifier")
        }
      }
      try out.listExtension([2, 5, 29, 20], "cRLNumber") { out throws(WireError) in
        var octets = InlineArray<8, UInt8>(repeating: 0)
        for i in 0..<8 {
          octets[i] = UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64(i)))
        }
        try out.integer(octets.span, "CRLNumber")
      }
    }
  }

  /// One that nobody has to know.
  private mutating func listExtension(
    _ id: OID, _ field: FieldName, _ value: (inout Self) throws(WireError) -> Void
  ) throws(WireError) {
    try sequence(field) { out throws(WireError) in
      try out.objectIdentifier(id, "extnID")
      try out.octetString("extnValue", value)
    }
  }
}
