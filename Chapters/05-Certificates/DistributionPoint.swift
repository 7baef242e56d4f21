import Wire

/// Where one list stands that has the certificate in it, should it be revoked.
struct DistributionPoint: ~Escapable {
  /// DistributionPointName in DER.
  let name: Span<UInt8>?
  let reasons: ReasonFlags?
  /// Somebody else than the certificate's issuer signs the list.
  let hasIssuer: Bool

  @_lifetime(copy name)
  init(name: Span<UInt8>?, reasons: ReasonFlags?, hasIssuer: Bool) {
    self.name = name
    self.reasons = reasons
    self.hasIssuer = hasIssuer
  }
}

extension DERReader {
  /// CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint
  ///
  /// Where they stand, when each has its form.
  mutating func distributionPoints() throws(DERError) -> Range<Int> {
    let start = offset
    try list("CRLDistributionPoints") { reader throws(DERError) in
      _ = try reader.distributionPoint()
    }
    return start..<offset
  }

  /// DistributionPoint ::= SEQUENCE {
  ///      distributionPoint       [0]     DistributionPointName OPTIONAL,
  ///      reasons                 [1]     ReasonFlags OPTIONAL,
  ///      cRLIssuer               [2]     GeneralNames OPTIONAL }
  @_lifetime(copy self)
  mutating func distributionPoint() throws(DERError) -> DistributionPoint {
    let whole = try read(.sequence, "DistributionPoint")
    var inside = DERReader(whole)
    var ahead = inside
    let name = try ahead.readIfPresent(.explicit(0), "distributionPoint")
    _ = try inside.distributionPointName()
    let reasons = try inside.reasonFlags(1, "reasons")
    let issuer = try inside.readIfPresent(.explicit(2), "cRLIssuer")
    try inside.end("DistributionPoint")
    return DistributionPoint(
      name: name?.content, reasons: reasons, hasIssuer: issuer != nil)
  }

  /// `[0] DistributionPointName OPTIONAL`, where DistributionPointName ::= CHOICE {
  ///      fullName                [0]     GeneralNames,
  ///      nameRelativeToCRLIssuer [1]     RelativeDistinguishedName }
  ///
  /// Where the choice stands.
  mutating func distributionPointName() throws(DERError) -> Range<Int>? {
    try explicit(0, "distributionPoint") { reader throws(DERError) in
      let start = reader.offset
      let tag: DERTag = reader.nextTag == .explicit(1) ? .explicit(1) : .explicit(0)
      try reader.list("DistributionPointName", as: tag) { names throws(DERError) in
        _ = try names.any("GeneralName")
      }
      return start..<reader.offset
    }
  }

  mutating func reasonFlags(
    _ number: UInt8, _ field: FieldName
  ) throws(DERError) -> ReasonFlags? {
    guard nextTag == .implicit(number) else { return nil }
    return ReasonFlags(rawValue: try namedBits(field, as: .implicit(number)))
  }
}
