import Wire

/// Who it is for and who it is from. An issuer's name stands in every certificate.
extension Linter {
  func lintNames(_ report: (LintFinding) -> Void) {
    if outline.issuer.count == 2 {
      report(
        finding(.emptyIssuer, .must, "RFC 5280, 4.1.2.4", "issuer", at: outline.issuer))
    }
    forEachAttribute(of: outline.issuer) { attribute in
      // commonName, countryName, organizationName and serialNumber
      switch attribute.type.value {
      case 0x1_550403, 0x1_550406, 0x1_55040a, 0x1_550405: return
      default: break
      }
      report(
        finding(
          .longIssuer, .hint, "RFC 5280, 4.1.2.4", "issuer", at: attribute.place,
          .remove(attribute.place)))
    }
    if !isAuthority { lintSubject(report) }
  }

  /// Of an end entity.
  private func lintSubject(_ report: (LintFinding) -> Void) {
    forEachAttribute(of: outline.subject) { attribute in
      let place = attribute.place
      switch attribute.type.value {
      case 0x1_550405:
        if attribute.value.tag != .printableString {
          report(
            finding(.serialNumberForm, .must, "RFC 5280, A.1", "subject", at: place))
        }
      case 0x1_550403:
        guard isServer, isDomain(attribute.value.content) else { return }
        let rule = section(
          "RFC 7925, 4.4.1", "TLS 1.3 IoT profile, End Entity Certificate: Subject",
          "RFC 9525, 2")
        let severity: LintSeverity = profile == .ieee8021AR ? .should : .must
        report(
          finding(
            .domainInSubject, severity, rule, "subject", at: place, withoutName(place)))
      default:
        report(
          finding(
            .longSubject, .hint, "RFC 5280, 4.1.2.6", "subject", at: place,
            withoutName(place)))
      }
    }
    if profile == .rfc7925, !isServer { lintClientIdentifier(report) }
  }

  /// A subject that becomes empty makes its other names critical (RFC 5280, 4.1.2.6).
  private func withoutName(_ place: Range<Int>) -> LintEdits {
    let isLast = place.count == outline.subject.count - 2
    guard isLast, let names = `extension`(0x1_551d11), !names.isCritical else {
      return .remove(place)
    }
    return .remove(place).and(names.extnID, by: names.extnID.count + 3)
  }

  /// An EUI-64, as another name or in the leftmost commonName.
  private func lintClientIdentifier(_ report: (LintFinding) -> Void) {
    var isFound = alternativeNames { isEUI64($0.content) } > 0
    var isFirst = true
    forEachAttribute(of: outline.subject) { attribute in
      guard attribute.type.value == 0x1_550403, isFirst else { return }
      isFirst = false
      if isEUI64(attribute.value.content) { isFound = true }
    }
    if isFound { return }
    report(
      finding(
        .clientIdentifier, .must, "RFC 7925, 4.4.2", "subject", at: outline.subject))
  }

  /// Each with its place: its own in a SET of several, that of the SET if it is alone.
  func forEachAttribute(of name: Range<Int>, _ body: (LintAttribute) -> Void) {
    var reader = bytes(name)
    do throws(DERError) {
      var sets = DERReader(try reader.any("Name"))
      while !sets.isEmpty {
        let set = try sets.any("RelativeDistinguishedName")
        var attributes = DERReader(set)
        while !attributes.isEmpty {
          let pair = try attributes.any("AttributeTypeAndValue")
          let isAlone = pair.bytes.count == set.content.count
          var inside = DERReader(pair)
          let type = OIDCode(try inside.objectIdentifier("type"))
          body(
            LintAttribute(
              type: type, value: try inside.any("value"),
              place: isAlone ? set.range : pair.range))
        }
      }
    } catch {
      // It has been read before.
    }
  }
}

struct LintAttribute: ~Escapable {
  let type: OIDCode
  let value: DERElement
  let place: Range<Int>

  @_lifetime(copy value)
  init(type: OIDCode, value: DERElement, place: Range<Int>) {
    self.type = type
    self.value = value
    self.place = place
  }
}

/// A host name with a dot in it, or a star.
private func isDomain(_ text: Span<UInt8>) -> Bool {
  guard lastIndex(of: UInt8(ascii: "."), in: text) != nil else { return false }
  for i in text.indices {
    switch text[i] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x2d, 0x2e, 0x2a:
      continue
    default: return false
    }
  }
  return true
}

/// Eight octets, or 16 hexadecimal digits with or without something between each two.
private func isEUI64(_ text: Span<UInt8>) -> Bool {
  if text.count == 8 { return true }
  guard text.count == 16 || text.count == 23 else { return false }
  for i in text.indices {
    if text.count == 23, i % 3 == 2 {
      guard text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: ":") else {
        return false
      }
      continue
    }
    switch text[i] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      continue
    default: return false
    }
  }
  return true
}
