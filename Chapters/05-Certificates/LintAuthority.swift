import Wire

/// What is special about those who sign.
extension Linter {
  func lintAuthority(_ report: (LintFinding) -> Void) {
    guard isAuthority, profile == .tls13IoT else { return }
    lintAuthorityName(report)
    lintAuthorityConstraints(report)
    let title: StaticString =
      isRoot
      ? "TLS 1.3 IoT profile, Root CA Certificate: Key Usage"
      : "TLS 1.3 IoT profile, Subordinate CA Certificate: Key Usage"
    if let found = `extension`(0x1_551d25) {
      report(
        finding(
          .purposeOfAuthority, isRoot ? .must : .should, title, "extKeyUsage",
          at: found.whole, remove(found)))
    }
    guard let found = `extension`(0x1_551d0f),
      let usage = certificate.extensions.keyUsage
    else {
      report(
        finding(
          .keyUsageMissing, isRoot ? .should : .must, title, "keyUsage",
          at: outline.extensions))
      return
    }
    if !found.isCritical {
      report(finding(.keyUsageNotCritical, .must, title, "keyUsage", at: found.whole))
    }
    if !usage.contains(.keyCertSign) {
      report(finding(.noKeyCertSign, .must, title, "keyUsage", at: found.whole))
    }
  }

  /// commonName, organizationName and countryName.
  private func lintAuthorityName(_ report: (LintFinding) -> Void) {
    var (common, organization, country) = (false, false, false)
    forEachAttribute(of: outline.subject) { attribute in
      switch attribute.type.value {
      case 0x1_550403: common = true
      case 0x1_55040a: organization = true
      case 0x1_550406: country = true
      default: break
      }
    }
    if common, organization, country { return }
    report(
      finding(
        .authorityName, .must,
        isRoot
          ? "TLS 1.3 IoT profile, Root CA Certificate: Subject"
          : "TLS 1.3 IoT profile, Subordinate CA Certificate: Subject", "subject",
        at: outline.subject))
  }

  private func lintAuthorityConstraints(_ report: (LintFinding) -> Void) {
    let title: StaticString =
      isRoot
      ? "TLS 1.3 IoT profile, Root CA Certificate: Basic Constraints"
      : "TLS 1.3 IoT profile, Subordinate CA Certificate: Basic Constraints"
    if certificate.subjectKeyIdentifier == nil {
      report(
        finding(
          .subjectKeyMissing, .must,
          isRoot
            ? "TLS 1.3 IoT profile, Root CA Certificate: Subject Key Identifier"
            : "TLS 1.3 IoT profile, Subordinate CA Certificate: Subject Key Identifier",
          "subjectKeyIdentifier", at: outline.extensions))
    }
    guard let found = `extension`(0x1_551d13) else { return }
    if !found.isCritical {
      report(
        finding(
          .basicConstraintsNotCritical, .must, title, "basicConstraints",
          at: found.whole))
    }
    var reader = bytes(found.value)
    do throws(DERError) {
      var inside = DERReader(try reader.read(.sequence, "BasicConstraints"))
      _ = try inside.booleanOrFalse("cA")
      guard !inside.isEmpty else { return }
      let place = try inside.any("pathLenConstraint").range
      report(
        finding(
          .pathLength, isRoot ? .must : .should, title, "pathLenConstraint", at: place,
          .remove(place)))
    } catch { return }
  }
}
