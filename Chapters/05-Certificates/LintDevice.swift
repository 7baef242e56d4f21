import Wire

/// A device's first identity, made with the device and meant to last as long as it.
extension Linter {
  func lintDevice(_ report: (LintFinding) -> Void) {
    guard profile == .ieee8021AR else { return }
    if isAuthority {
      report(
        finding(
          .deviceIsAuthority, .must, "IEEE 802.1AR-2018, 8", "basicConstraints",
          at: outline.extensions))
    }
    if outline.subject.count == 2 {
      report(
        finding(
          .emptySubject, .must, "IEEE 802.1AR-2018, 8.6", "subject", at: outline.subject
        ))
    } else {
      var hasSerialNumber = false
      forEachAttribute(of: outline.subject) {
        if $0.type.value == 0x1_550405 { hasSerialNumber = true }
      }
      if !hasSerialNumber {
        report(
          finding(
            .noSerialNumber, .should, "IEEE 802.1AR-2018, 8.6", "subject",
            at: outline.subject))
      }
    }
    if certificate.validity.notAfter != .noExpiry {
      report(
        finding(
          .expires, .should, "IEEE 802.1AR-2018, 8", "notAfter", at: outline.notAfter))
    }
    _ = alternativeNames { name in
      if !isHardwareModuleName(name) {
        report(
          finding(
            .hardwareModuleName, .must, "RFC 4108, 5", "hardwareModuleName",
            at: name.range))
      }
      return true
    }
  }
}

/// OtherName ::= SEQUENCE {
///      type-id    OBJECT IDENTIFIER,
///      value      [0] EXPLICIT ANY DEFINED BY type-id }
///
/// HardwareModuleName ::= SEQUENCE {
///      hwType OBJECT IDENTIFIER,
///      hwSerialNum OCTET STRING }
///
/// True for every other kind of name.
private func isHardwareModuleName(_ name: DERElement) -> Bool {
  guard name.tag == .explicit(0) else { return true }
  var reader = DERReader(name)
  do throws(DERError) {
    let type = OIDCode(try reader.objectIdentifier("type-id"))
    guard type.value == 0x1_2b06_0105_0507_0804 else { return true }
    let found = try reader.explicit(0, "value") { value throws(DERError) in
      try value.sequence("HardwareModuleName") { parts throws(DERError) in
        _ = try parts.objectIdentifier("hwType")
        return try parts.read(.octetString, "hwSerialNum").content.count
      }
    }
    return reader.isEmpty && found ?? 0 > 0
  } catch { return false }
}
