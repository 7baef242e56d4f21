import Wire

/// What the key of an end entity may be used for.
extension Linter {
  func lintUsage(_ report: (LintFinding) -> Void) {
    if isAuthority { return }
    if let found = `extension`(0x1_551d13) {
      // Absent, it says the same: no authority (RFC 5280, 4.2.1.9).
      report(
        finding(
          .basicConstraintsOfEndEntity, profile == .rfc7925 ? .should : .hint,
          section("RFC 7925, 4.4", "RFC 5280, 4.2.1.9", "RFC 5280, 4.2.1.9"),
          "basicConstraints", at: found.whole, .remove(found.whole)))
    }
    lintKeyUsage(report)
    lintExtendedKeyUsage(report)
  }

  private func lintKeyUsage(_ report: (LintFinding) -> Void) {
    let rule = section(
      "RFC 7925, 4.4", "TLS 1.3 IoT profile, End Entity Certificate: Key Usage",
      "RFC 5280, 4.2.1.3")
    guard let found = `extension`(0x1_551d0f),
      let usage = certificate.extensions.keyUsage
    else {
      if profile == .tls13IoT {
        report(
          finding(.keyUsageMissing, .must, rule, "keyUsage", at: outline.extensions))
      }
      return
    }
    if profile == .tls13IoT, !found.isCritical {
      report(finding(.keyUsageNotCritical, .must, rule, "keyUsage", at: found.whole))
    }
    if profile == .tls13IoT, !usage.contains(.digitalSignature) {
      report(finding(.noDigitalSignature, .must, rule, "keyUsage", at: found.whole))
    }
    // digitalSignature and keyAgreement
    if profile == .rfc7925, usage.rawValue & ~0x8800 != 0 {
      report(finding(.otherKeyUsage, .should, rule, "keyUsage", at: found.whole))
    }
  }

  private func lintExtendedKeyUsage(_ report: (LintFinding) -> Void) {
    guard let found = `extension`(0x1_551d25) else {
      if profile == .tls13IoT, !isIDevID {
        report(
          finding(
            .purposeMissing, .must,
            "TLS 1.3 IoT profile, End Entity Certificate: Key Usage",
            "extKeyUsage", at: outline.extensions))
      }
      return
    }
    if profile == .ieee8021AR || (profile == .tls13IoT && isIDevID) {
      report(
        finding(
          .purposeOfIDevID, .should,
          "TLS 1.3 IoT profile, End Entity Certificate: Key Usage",
          "extKeyUsage", at: found.whole, remove(found)))
      return
    }
    var serves = false
    forEachPurpose(in: found) { id, place in
      switch id.value {
      case 0x1_2b06_0105_0507_0301, 0x1_2b06_0105_0507_0302: serves = true
      // id-kp-codeSigning and id-kp-OCSPSigning
      case 0x1_2b06_0105_0507_0303, 0x1_2b06_0105_0507_0309: break
      default:
        if profile == .rfc7925 {
          report(
            finding(
              .otherPurpose, .should, "RFC 7925, 4.4", "extKeyUsage", at: place,
              .remove(place)))
        }
      }
    }
    if profile == .tls13IoT, !serves {
      report(
        finding(
          .purposeMissing, .must,
          "TLS 1.3 IoT profile, End Entity Certificate: Key Usage",
          "extKeyUsage", at: found.whole))
    }
  }

  /// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
  func forEachPurpose(
    in found: LintExtension, _ body: (OIDCode, _ place: Range<Int>) -> Void
  ) {
    var reader = bytes(found.value)
    do throws(DERError) {
      var all = DERReader(try reader.read(.sequence, "ExtKeyUsageSyntax"))
      while !all.isEmpty {
        let start = all.offset
        let id = OIDCode(try all.objectIdentifier("KeyPurposeId"))
        body(id, start..<all.offset)
      }
    } catch {
      // It has been read before.
    }
  }

  /// A device's first identity is never to expire.
  var isIDevID: Bool { !isAuthority && certificate.validity.notAfter == .noExpiry }
}
