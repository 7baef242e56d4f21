import Wire

extension LintProfile {
  /// What is wrong with certificates that are sent together, the end entity first:
  /// which of them, and why. What is wrong with each alone is for `lint` to say.
  public func lint(
    chain: [Certificate], _ report: (_ certificate: Int, LintFinding) -> Void
  ) {
    var authorities = 0
    for (i, certificate) in chain.enumerated() where i > 0 {
      if certificate.isSelfIssued, certificate.version == 3 {
        report(i, wasted(certificate, .rootSent, .should))
      } else {
        authorities += 1
        if authorities > 1 { report(i, wasted(certificate, .longChain, .hint)) }
      }
    }
  }

  /// All of it, and what stands around it in a list of certificates: its length in
  /// three octets, and in TLS 1.3 that of its extensions in two (RFC 8446, 4.4.2).
  private func wasted(
    _ certificate: Certificate, _ rule: LintRule, _ severity: LintSeverity
  ) -> LintFinding {
    let around = self == .rfc7925 ? 3 : 5
    let section: StaticString =
      self == .rfc7925
      ? "RFC 5246, 7.4.2" : "TLS 1.3 IoT profile, Certificate Overhead"
    return LintFinding(
      rule: rule, severity: severity, field: "Certificate",
      place: 0..<certificate.der.count, section: section,
      saving: certificate.der.count + around, edits: .none)
  }
}
