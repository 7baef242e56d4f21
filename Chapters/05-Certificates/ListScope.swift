import Wire

extension RevocationList {
  /// For which reasons the certificate would be on this list, which has its issuer's name
  /// (RFC 5280, 6.3.3 (b) to (e)).
  func reasons(for certificate: Certificate) throws(RevocationFault) -> ReasonFlags {
    if extensions.isDelta { throw .onlyChanges }
    if extensions.isIndirect { throw .indirect }
    //= rfc5280#5.2
    //# If a CRL contains a critical extension
    //# that the application cannot process, then the application MUST NOT
    //# use that CRL to determine the status of certificates.
    if extensions.hasUnknownCritical { throw .unknownCriticalExtension }
    guard let distribution = extensions.distribution else { return .all }
    let isAuthority = certificate.extensions.basicConstraints?.isAuthority ?? false
    if distribution.onlyContainsAttributeCerts { throw .otherKind }
    if distribution.onlyContainsUserCerts, isAuthority { throw .otherKind }
    if distribution.onlyContainsCACerts, !isAuthority { throw .otherKind }
    let reasons = distribution.onlySomeReasons ?? .all
    guard let name = distributionPoint else { return reasons }
    let there: ReasonFlags?
    do throws(DERError) { there = try certificate.reasons(atPoint: name) } catch {
      throw .malformed(error)
    }
    guard let there else { throw .otherDistributionPoint }
    return reasons.intersection(there)
  }
}

extension Certificate {
  /// For which reasons it would be on the list at this point; `nil` if it does not name
  /// the point. One that names none at all is at the point that bears its issuer's name.
  fileprivate func reasons(
    atPoint point: Span<UInt8>
  ) throws(DERError) -> ReasonFlags? {
    let wanted = try fullNames(point, under: issuer)
    guard let points = distributionPoints else {
      let name = try fullName(of: issuer)
      return try haveCommonName(wanted.span, name.span) ? .all : nil
    }
    var reader = DERReader(points)
    let list = try reader.read(.sequence, "CRLDistributionPoints")
    var inside = DERReader(list)
    while !inside.isEmpty {
      let point = try inside.distributionPoint()
      guard let name = point.name, !point.hasIssuer else { continue }
      let names = try fullNames(name, under: issuer)
      if try haveCommonName(wanted.span, names.span) { return point.reasons ?? .all }
    }
    return nil
  }
}

/// The GeneralNames, one after the other, that the choice stands for.
private func fullNames(
  _ choice: Span<UInt8>, under issuer: Span<UInt8>
) throws(DERError) -> [UInt8] {
  var reader = DERReader(choice)
  let names = try reader.any("DistributionPointName")
  guard names.tag == .explicit(1) else {
    return [UInt8](capacity: names.content.count) { out in
      for i in names.content.indices { out.append(names.content[i]) }
    }
  }
  return try fullName(of: issuer, then: names.content)
}

/// directoryName [4] Name: that of the issuer, and behind it one part more.
private func fullName(
  of issuer: Span<UInt8>, then last: Span<UInt8>? = nil
) throws(DERError) -> [UInt8] {
  var reader = DERReader(issuer)
  let name = try reader.read(.sequence, "issuer")
  do throws(WireError) {
    let room = name.content.count + (last?.count ?? 0) + 16
    return try [UInt8](capacity: room) { out throws(WireError) in
      try out.constructed(.explicit(4), "directoryName") { out throws(WireError) in
        try out.sequence("Name") { out throws(WireError) in
          try out.write(bytes: name.content, "RDNSequence")
          if let last {
            try out.primitive(.set, last, "nameRelativeToCRLIssuer")
          }
        }
      }
    }
  } catch { throw name.error(.value, "Name") }
}

private func haveCommonName(
  _ a: Span<UInt8>, _ b: Span<UInt8>
) throws(DERError) -> Bool {
  var left = DERReader(a)
  while !left.isEmpty {
    let first = try left.any("GeneralName")
    var right = DERReader(b)
    while !right.isEmpty {
      let second = try right.any("GeneralName")
      guard first.tag == second.tag else { continue }
      if isEqual(first.content, second.content) { return true }
      if first.tag == .explicit(4), isSameName(first.content, second.content) {
        return true
      }
    }
  }
  return false
}
