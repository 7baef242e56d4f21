import Wire

/// What a server is reached by, and what a device may be called besides.
extension Linter {
  func lintAlternativeNames(_ report: (LintFinding) -> Void) {
    guard !isAuthority, let names = `extension`(0x1_551d11) else { return }
    if profile == .tls13IoT, names.isCritical, outline.subject.count > 2 {
      report(
        finding(
          .criticalNames, .must, "TLS 1.3 IoT profile, End Entity Certificate: Subject",
          "subjectAltName", at: names.whole, .remove(names.critical)))
    }
    if profile == .ieee8021AR { return }
    let rule = section(
      "RFC 7925, 4.4.1", "TLS 1.3 IoT profile, End Entity Certificate: Subject", "")
    // Where the first name ends, and where the last one does.
    var (first, end) = (0, 0)
    let count = alternativeNames { name in
      if name.tag == .implicit(2), lastIndex(of: 0x2a, in: name.content) != nil {
        report(finding(.wildcard, .must, rule, "dNSName", at: name.range))
      }
      if first == 0 { first = name.range.upperBound }
      end = name.range.upperBound
      return true
    }
    if count < 2 { return }
    let others = first..<end
    let mended = LintEdits.remove(others)
    report(finding(.severalNames, .must, rule, "subjectAltName", at: others, mended))
  }

  /// How many of the names in subjectAltName are of a kind.
  func alternativeNames(where isCounted: (DERElement) -> Bool) -> Int {
    guard let names = `extension`(0x1_551d11) else { return 0 }
    var reader = bytes(names.value)
    var count = 0
    do throws(DERError) {
      var list = DERReader(try reader.read(.sequence, "GeneralNames"))
      while !list.isEmpty { if isCounted(try list.any("GeneralName")) { count += 1 } }
    } catch { return count }
    return count
  }
}
