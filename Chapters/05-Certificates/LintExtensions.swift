import Wire

/// Extensions that a thing can do without, whole or in part.
extension Linter {
  func lintExtensions(_ report: (LintFinding) -> Void) {
    forEachExtension { found in
      switch found.id.value {
      case 0x1_551d0e: lintSubjectKeyIdentifier(found, report)
      case 0x1_551d23: lintAuthorityKeyIdentifier(found, report)
      case 0x1_551d1f:
        lintRevocation(found, "cRLDistributionPoints", found.whole, report)
      case 0x1_551d2e: lintRevocation(found, "freshestCRL", found.whole, report)
      case 0x1_2b06_0105_0507_0101: lintInformationAccess(found, report)
      case 0x1_551d20: lintPolicies(found, report)
      // keyUsage, subjectAltName, basicConstraints, extKeyUsage: see elsewhere.
      case 0x1_551d0f, 0x1_551d11, 0x1_551d13, 0x1_551d25: break
      // What confines an authority: nameConstraints and what belongs to policies.
      case 0x1_551d1e, 0x1_551d21, 0x1_551d24, 0x1_551d36: break
      default:
        guard profile != .ieee8021AR else { return }
        report(
          finding(
            .unusedExtension, .hint, "RFC 7925, 4.4", "extensions", at: found.whole,
            remove(found)))
      }
    }
    if certificate.authorityKeyIdentifier == nil, !isRoot, profile != .rfc7925 {
      let rule = section(
        "", "TLS 1.3 IoT profile, End Entity Certificate: Authority Key Identifier",
        "RFC 5280, 4.2.1.1")
      report(
        finding(
          .authorityKeyMissing, .must, rule, "authorityKeyIdentifier",
          at: outline.extensions))
    }
  }

  /// The key is there, so whoever wants its digest can make it.
  private func lintSubjectKeyIdentifier(
    _ found: LintExtension, _ report: (LintFinding) -> Void
  ) {
    if isAuthority || profile == .ieee8021AR { return }
    let isNew = profile == .tls13IoT
    let rule = section(
      "RFC 7925, 4.4",
      "TLS 1.3 IoT profile, End Entity Certificate: Subject Key Identifier",
      "")
    report(
      finding(
        .subjectKeyIdentifier, isNew ? .must : .hint, rule, "subjectKeyIdentifier",
        at: found.whole, remove(found)))
  }

  /// The key's identifier suffices; its issuer's name and number say the same again.
  private func lintAuthorityKeyIdentifier(
    _ found: LintExtension, _ report: (LintFinding) -> Void
  ) {
    var reader = bytes(found.value)
    do throws(DERError) {
      var inside = DERReader(try reader.read(.sequence, "AuthorityKeyIdentifier"))
      guard try inside.readIfPresent(.implicit(0), "keyIdentifier") != nil else {
        return
      }
      let start = inside.offset
      while !inside.isEmpty { _ = try inside.any("authorityCertIssuer") }
      let rest = start..<inside.offset
      if rest.isEmpty { return }
      report(
        finding(
          .authorityCertIssuer, .hint, "RFC 5280, 4.2.1.1", "authorityCertIssuer",
          at: rest, .remove(rest)))
    } catch { return }
  }

  /// Nobody asks during a handshake.
  private func lintRevocation(
    _ found: LintExtension, _ field: FieldName, _ place: Range<Int>,
    _ report: (LintFinding) -> Void
  ) {
    if profile == .ieee8021AR { return }
    let isWhole = place == found.whole
    let rule = section(
      "RFC 7925, 4.4.3",
      "TLS 1.3 IoT profile, All Certificates: Certificate Revocation Checks", "")
    report(
      finding(
        .revocationPointer, .should, rule, field, at: place,
        isWhole ? remove(found) : .remove(place)))
    if found.isCritical, profile == .tls13IoT {
      report(
        finding(
          .revocationCritical, .must, rule, field, at: found.critical,
          .remove(found.critical)))
    }
  }

  /// AuthorityInfoAccessSyntax  ::=
  ///         SEQUENCE SIZE (1..MAX) OF AccessDescription
  ///
  /// Where the issuer's certificate is may stay, where its OCSP server is need not.
  private func lintInformationAccess(
    _ found: LintExtension, _ report: (LintFinding) -> Void
  ) {
    var reader = bytes(found.value)
    do throws(DERError) {
      let list = try reader.read(.sequence, "AuthorityInfoAccessSyntax")
      var all = DERReader(list)
      while !all.isEmpty {
        let description = try all.read(.sequence, "AccessDescription")
        var inside = DERReader(description)
        let method = OIDCode(try inside.objectIdentifier("accessMethod"))
        guard method.value == 0x1_2b06_0105_0507_3001 else { continue }
        let isAlone = description.bytes.count == list.content.count
        lintRevocation(
          found, "authorityInfoAccess", isAlone ? found.whole : description.range,
          report)
      }
    } catch { return }
  }

  /// PolicyInformation ::= SEQUENCE {
  ///      policyIdentifier   CertPolicyId,
  ///      policyQualifiers   SEQUENCE SIZE (1..MAX) OF
  ///              PolicyQualifierInfo OPTIONAL }
  private func lintPolicies(_ found: LintExtension, _ report: (LintFinding) -> Void) {
    var reader = bytes(found.value)
    do throws(DERError) {
      var all = DERReader(try reader.read(.sequence, "certificatePolicies"))
      while !all.isEmpty {
        var inside = DERReader(try all.read(.sequence, "PolicyInformation"))
        _ = try inside.objectIdentifier("policyIdentifier")
        guard !inside.isEmpty else { continue }
        let qualifiers = try inside.any("policyQualifiers").range
        report(
          finding(
            .policyQualifiers, .should, "RFC 5280, 4.2.1.4", "policyQualifiers",
            at: qualifiers, .remove(qualifiers)))
      }
    } catch { return }
  }

  func remove(_ found: LintExtension) -> LintEdits { .remove(found.whole) }
}
