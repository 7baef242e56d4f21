import Wire

/// The entries of a list, read one at a time and never kept.
public struct RevokedEntries: ~Escapable {
  private var reader: DERReader

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) { reader = DERReader(bytes) }

  /// The next one, or `nil` at the end.
  @_lifetime(copy self)
  public mutating func next() throws(DERError) -> RevokedEntry? {
    guard !reader.isEmpty else { return nil }
    return try reader.revokedEntry(mayHaveExtensions: true)
  }

  /// The entry with this serial number, which is a walk over all that stand before it.
  mutating func find(_ serialNumber: Span<UInt8>) throws(DERError) -> Revocation? {
    while !reader.isEmpty {
      var ahead = reader
      let whole = try ahead.read(.sequence, "revokedCertificate")
      var inside = DERReader(whole)
      if isEqual(try inside.integer("userCertificate"), serialNumber) {
        return try reader.revokedEntry(mayHaveExtensions: true).revocation
      }
      reader = ahead
    }
    return nil
  }
}

/// One revoked certificate.
public struct RevokedEntry: ~Escapable {
  /// The digits, big-endian, without a sign.
  public let serialNumber: Span<UInt8>
  public let revocation: Revocation
  /// Whether it belongs to a certificate of somebody else than the list's issuer.
  public let isOfOtherIssuer: Bool
  public let hasUnknownCritical: Bool

  @_lifetime(copy serialNumber)
  init(
    _ serialNumber: Span<UInt8>, _ revocation: Revocation, isOfOtherIssuer: Bool,
    hasUnknownCritical: Bool
  ) {
    self.serialNumber = serialNumber
    self.revocation = revocation
    self.isOfOtherIssuer = isOfOtherIssuer
    self.hasUnknownCritical = hasUnknownCritical
  }
}

extension DERReader {
  /// One of revokedCertificates:
  ///
  /// SEQUENCE  {
  ///      userCertificate         CertificateSerialNumber,
  ///      revocationDate          Time,
  ///      crlEntryExtensions      Extensions OPTIONAL
  ///                               -- if present, version MUST be v2 }
  @_lifetime(copy self)
  mutating func revokedEntry(
    mayHaveExtensions: Bool
  ) throws(DERError) -> RevokedEntry {
    let whole = try read(.sequence, "revokedCertificate")
    var inside = DERReader(whole)
    let serialNumber = try inside.integer("userCertificate")
    var revocation = Revocation(date: try inside.time("revocationDate"))
    var isOfOtherIssuer = false
    var hasUnknownCritical = false
    if mayHaveExtensions, !inside.isEmpty {
      hasUnknownCritical = try inside.eachExtension { id, value throws(DERError) in
        switch id.value {
        case 0x1_551d15: revocation.reason = try value.revocationReason()
        case 0x1_551d18:
          revocation.invalidityDate = try value.generalizedTime("InvalidityDate")
        case 0x1_551d1d:
          _ = try value.read(.sequence, "CertificateIssuer")
          isOfOtherIssuer = true
        default: return false
        }
        return true
      }
    }
    try inside.end("revokedCertificate")
    return RevokedEntry(
      serialNumber, revocation, isOfOtherIssuer: isOfOtherIssuer,
      hasUnknownCritical: hasUnknownCritical)
  }

  /// ENUMERATED, which looks like a small INTEGER.
  mutating func revocationReason() throws(DERError) -> RevocationReason {
    let before = self
    let number = try smallInteger("CRLReason", as: .enumerated)
    guard let code = UInt8(exactly: number),
      let reason = RevocationReason(rawValue: code)
    else { throw before.error(.value, "CRLReason") }
    return reason
  }
}

extension DERTag {
  public static var enumerated: DERTag { DERTag(0x0a) }
}
