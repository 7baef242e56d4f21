import Wire

extension Certificate {
  /// Holds the certificate against a profile and reports whatever differs, field by
  /// field. Nothing is allocated on the way.
  public func lint(for profile: LintProfile, _ report: (LintFinding) -> Void) {
    do throws(DERError) {
      let linter = Linter(self, try LintOutline(self), profile)
      linter.lintNumbers(report)
      linter.lintAlgorithms(report)
      linter.lintNames(report)
      linter.lintAlternativeNames(report)
      linter.lintExtensions(report)
      linter.lintUsage(report)
      linter.lintAuthority(report)
      linter.lintDevice(report)
    } catch {
      // It has been read before, from the same bytes.
    }
  }

  /// The same, the heaviest first and otherwise in the certificate's order.
  public func findings(for profile: LintProfile) -> [LintFinding] {
    var findings: [LintFinding] = []
    lint(for: profile) { findings.append($0) }
    findings.sort {
      $0.severity == $1.severity
        ? $0.place.lowerBound < $1.place.lowerBound : $0.severity > $1.severity
    }
    return findings
  }
}

/// A certificate under a profile; each family of rules adds its own.
struct Linter {
  let certificate: Certificate
  let outline: LintOutline
  let profile: LintProfile

  init(_ certificate: Certificate, _ outline: LintOutline, _ profile: LintProfile) {
    self.certificate = certificate
    self.outline = outline
    self.profile = profile
  }

  var isAuthority: Bool {
    certificate.extensions.basicConstraints?.isAuthority ?? false
  }

  /// Its own issuer, by name.
  var isRoot: Bool { isAuthority && certificate.isSelfIssued }

  /// What a server is reached by, or says that it is one.
  var isServer: Bool {
    if isAuthority { return false }
    guard let purposes = `extension`(0x1_551d25) else {
      return alternativeNames { $0.tag == .implicit(2) || $0.tag == .implicit(7) } > 0
    }
    var isServer = false
    forEachPurpose(in: purposes) { id, _ in
      if id.value == 0x1_2b06_0105_0507_0301 { isServer = true }
    }
    return isServer
  }

  /// With what it costs, reckoned from the certificate itself.
  func finding(
    _ rule: LintRule, _ severity: LintSeverity, _ section: StaticString,
    _ field: FieldName, at place: Range<Int>, _ edits: LintEdits = .none
  ) -> LintFinding {
    let all: InlineArray<3, LintEdit> = [edits[0], edits[1], edits[2]]
    let mended = certificate.length(after: all.span.extracting(first: edits.count))
    return LintFinding(
      rule: rule, severity: severity, field: field, place: place, section: section,
      saving: certificate.der.count - mended, edits: edits)
  }

  func section(
    _ rfc7925: StaticString, _ tls13IoT: StaticString, _ ieee8021AR: StaticString
  ) -> StaticString {
    switch profile {
    case .rfc7925: rfc7925
    case .tls13IoT: tls13IoT
    case .ieee8021AR: ieee8021AR
    }
  }

  func forEachExtension(_ body: (LintExtension) -> Void) {
    guard !outline.extensions.isEmpty else { return }
    var reader = bytes(outline.extensions)
    do throws(DERError) {
      var wrapping = DERReader(try reader.any("extensions"))
      var list = DERReader(try wrapping.read(.sequence, "Extensions"))
      while !list.isEmpty { body(try list.lintExtension()) }
    } catch {
      // It has been read before.
    }
  }

  func `extension`(_ id: UInt128) -> LintExtension? {
    var found: LintExtension?
    forEachExtension { if $0.id.value == id { found = $0 } }
    return found
  }

  /// A part of the certificate, its places still counted from the start.
  @_lifetime(borrow self)
  func bytes(_ range: Range<Int>) -> DERReader {
    DERReader(certificate.der.span.extracting(range), base: range.lowerBound)
  }
}
