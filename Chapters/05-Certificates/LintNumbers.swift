import Wire

/// The version, the serial number and the days.
extension Linter {
  func lintNumbers(_ report: (LintFinding) -> Void) {
    if certificate.version != 3 {
      let rule = section(
        "RFC 7925, 4.4", "TLS 1.3 IoT profile, All Certificates: Version",
        "RFC 5280, 4.1.2.1")
      report(finding(.version, .must, rule, "version", at: outline.version))
    }
    lintSerialNumber(report)
    lintTime(outline.notBefore, certificate.validity.notBefore, "notBefore", report)
    lintTime(outline.notAfter, certificate.validity.notAfter, "notAfter", report)
    lintUniqueIdentifier(outline.issuerUniqueID, "issuerUniqueID", report)
    lintUniqueIdentifier(outline.subjectUniqueID, "subjectUniqueID", report)
  }

  /// Eight octets of chance suffice, and may need a ninth in front for the sign.
  private func lintSerialNumber(_ report: (LintFinding) -> Void) {
    let place = outline.serialNumber
    if certificate.serialNumber.count < 8, certificate.version == 3 {
      let rule = section(
        "RFC 5280, 4.1.2.2", "TLS 1.3 IoT profile, All Certificates: Serial Number",
        "RFC 5280, 4.1.2.2")
      report(finding(.shortSerialNumber, .should, rule, "serialNumber", at: place))
    }
    let content = place.dropFirst(2)
    if content.count > 9 {
      report(
        finding(
          .longSerialNumber, .hint, "CA/Browser Forum Baseline Requirements, 7.1",
          "serialNumber", at: place, .replace(content, by: 9)))
    }
  }

  /// Two digits of a year are enough until 2049, and must be.
  private func lintTime(
    _ place: Range<Int>, _ time: Time, _ field: FieldName,
    _ report: (LintFinding) -> Void
  ) {
    guard place.count == 17, CivilTime(time).year < 2050 else { return }
    report(
      finding(
        .timeForm, .must, "RFC 5280, 4.1.2.5", field, at: place,
        .replace(place.dropFirst(2), by: 13)))
  }

  private func lintUniqueIdentifier(
    _ place: Range<Int>, _ field: FieldName, _ report: (LintFinding) -> Void
  ) {
    guard !place.isEmpty else { return }
    report(
      finding(
        .uniqueIdentifier, .must, "RFC 5280, 4.1.2.8", field, at: place, .remove(place))
    )
  }
}
