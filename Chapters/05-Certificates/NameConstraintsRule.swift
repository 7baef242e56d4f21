import Wire

extension Certificate {
  /// Whether this authority may vouch for every name of `subject`
  /// (RFC 5280, 6.1.3 (b) and (c)).
  func checkNames(of subject: Certificate) -> PathRule? {
    guard let constraints = nameConstraints else { return nil }
    do throws(DERError) {
      // Each name is compared with each subtree, and a stranger may choose both.
      let names = try subject.countNames()
      guard try names * countSubtrees(constraints) <= 65_536 else {
        return .tooManyNames
      }
      return try permits(subject, constraints) ? nil : .nameNotPermitted
    } catch { return .nameNotPermitted }
  }
}

extension Certificate {
  fileprivate func countNames() throws(DERError) -> Int {
    var names = 1
    var reader = DERReader(subject)
    let sets = try reader.read(.sequence, "subject")
    var inside = DERReader(sets)
    while !inside.isEmpty {
      names += try inside.any("RelativeDistinguishedName").count()
    }
    if let list = subjectAltName {
      var reader = DERReader(list)
      names += try reader.read(.sequence, "GeneralNames").count()
    }
    return names
  }
}

private func countSubtrees(_ constraints: Span<UInt8>) throws(DERError) -> Int {
  var reader = DERReader(constraints)
  let lists = try reader.read(.sequence, "NameConstraints")
  var subtrees = 0
  var inside = DERReader(lists)
  while !inside.isEmpty { subtrees += try inside.any("GeneralSubtrees").count() }
  return subtrees
}

extension DERElement {
  /// How many values it has in it.
  fileprivate func count() throws(DERError) -> Int {
    var reader = DERReader(self)
    var count = 0
    while !reader.isEmpty {
      _ = try reader.any("element")
      count += 1
    }
    return count
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
      // What nobody can tell counts as within where that refuses, and only there.
      if try name.isWithin(base) ?? !isPermitted { within = true }
      if !isPermitted, name.covers(base) { within = true }
    }
    if ofItsKind, within != isPermitted { return false }
  }
  return true
}
