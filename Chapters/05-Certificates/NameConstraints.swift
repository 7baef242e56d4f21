import Wire

/// NameConstraints ::= SEQUENCE {
///      permittedSubtrees       [0]     GeneralSubtrees OPTIONAL,
///      excludedSubtrees        [1]     GeneralSubtrees OPTIONAL }
extension DERReader {
  /// Where they stand, when all in them has its form and is of a kind that we can compare.
  mutating func nameConstraints() throws(DERError) -> Range<Int> {
    let start = offset
    try constructed(.sequence, "NameConstraints") { reader throws(DERError) in
      guard !reader.isEmpty else { throw reader.error(.empty, "NameConstraints") }
      for number: UInt8 in 0...1 where reader.nextTag == .explicit(number) {
        try reader.list("GeneralSubtrees", as: .explicit(number)) {
          subtrees throws(DERError) in _ = try subtrees.generalSubtree()
        }
      }
    }
    return start..<offset
  }

  /// GeneralSubtree ::= SEQUENCE {
  ///      base                    GeneralName,
  ///      minimum         [0]     BaseDistance DEFAULT 0,
  ///      maximum         [1]     BaseDistance OPTIONAL }
  ///
  /// Of the distances only their defaults are used on the internet (RFC 5280, 4.2.1.10).
  @_lifetime(copy self)
  mutating func generalSubtree() throws(DERError) -> DERElement {
    let subtree = try read(.sequence, "GeneralSubtree")
    var inside = DERReader(subtree)
    let base = try inside.generalName(masked: true)
    try inside.end("GeneralSubtree")
    return base
  }
}

extension Certificate {
  /// Whether this authority may vouch for every name of `subject`
  /// (RFC 5280, 6.1.3 (b) and (c)).
  func checkNames(of subject: Certificate) -> PathRule? {
    guard let constraints = nameConstraints else { return nil }
    do throws(DERError) {
      return try permits(subject, constraints) ? nil : .nameNotPermitted
    } catch { return .nameNotPermitted }
  }
}

private func permits(
  _ certificate: Certificate, _ constraints: Span<UInt8>
) throws(DERError) -> Bool {
  var subject = DERReader(certificate.subject)
  let name = try subject.read(.sequence, "subject")
  if name.content.count > 0 {
    guard try permits(ConstrainedName(directory: name), constraints) else {
      return false
    }
  }
  guard let names = certificate.subjectAltName else {
    return try permitsMailboxes(in: name, constraints)
  }
  var list = DERReader(names)
  let inside = try list.read(.sequence, "GeneralNames")
  var hasMailbox = false
  var reader = DERReader(inside)
  while !reader.isEmpty {
    let general = try reader.any("GeneralName")
    if general.tag == .implicit(1) { hasMailbox = true }
    guard try permits(ConstrainedName(general), constraints) else { return false }
  }
  return hasMailbox ? true : try permitsMailboxes(in: name, constraints)
}

/// Before there was subjectAltName, addresses of mailboxes stood in the subject.
private func permitsMailboxes(
  in name: DERElement, _ constraints: Span<UInt8>
) throws(DERError) -> Bool {
  var sets = DERReader(name)
  while !sets.isEmpty {
    let set = try sets.any("RelativeDistinguishedName")
    var attributes = DERReader(set)
    while !attributes.isEmpty {
      let attribute = try attributes.any("AttributeTypeAndValue")
      var reader = DERReader(attribute)
      let type = OIDCode(try reader.objectIdentifier("type"))
      guard type.value == 0x1_2a86_4886_f70d_0109_01 else { continue }
      let value = try reader.any("value")
      guard try permits(ConstrainedName(mailbox: value), constraints) else {
        return false
      }
    }
  }
  return true
}

/// Within one permitted subtree, if there is any of its kind, and within none that is
/// excluded.
private func permits(
  _ name: ConstrainedName, _ constraints: Span<UInt8>
) throws(DERError) -> Bool {
  var whole = DERReader(constraints)
  let lists = try whole.read(.sequence, "NameConstraints")
  var reader = DERReader(lists)
  while !reader.isEmpty {
    let list = try reader.any("GeneralSubtrees")
    let isPermitted = list.tag == .explicit(0)
    var (ofItsKind, within) = (false, false)
    var subtrees = DERReader(list)
    while !subtrees.isEmpty {
      let base = try subtrees.generalSubtree()
      guard base.tag == name.tag else { continue }
      ofItsKind = true
      if try name.isWithin(base) { within = true }
      if !isPermitted, name.covers(base) { within = true }
    }
    if ofItsKind, within != isPermitted { return false }
  }
  return true
}
