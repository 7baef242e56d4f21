import Wire

/// Keys and signatures: what elliptic curves do, RSA does with many times the bytes.
extension Linter {
  func lintAlgorithms(_ report: (LintFinding) -> Void) {
    lintPublicKey(report)
    lintSignature(report)
  }

  private func lintPublicKey(_ report: (LintFinding) -> Void) {
    let place = outline.subjectPublicKeyInfo
    let mended = LintEdits.replace(place, by: Self.p256KeyLength)
    var reader = bytes(place)
    do throws(DERError) {
      var inside = DERReader(try reader.read(.sequence, "subjectPublicKeyInfo"))
      var algorithm = DERReader(try inside.read(.sequence, "algorithm"))
      let id = OIDCode(try algorithm.objectIdentifier("algorithm"))
      switch (id.value, profile) {
      case (0x1_2a86_48ce_3d02_01, _):
        if place.count > Self.p256KeyLength {
          report(
            finding(
              .largerCurve, .hint, "RFC 7251, 2", "subjectPublicKeyInfo", at: place,
              mended))
        }
      case (_, .ieee8021AR):
        // RSA is allowed there; it is only long.
        guard case .rsa = certificate.publicKeyAlgorithm,
          place.count > Self.p256KeyLength
        else { return }
        report(
          finding(
            .publicKey, .hint, "IEEE 802.1AR-2018, 8", "subjectPublicKeyInfo",
            at: place,
            mended))
      default:
        let rule = section(
          "RFC 7925, 4.4",
          "TLS 1.3 IoT profile, All Certificates: Subject Public Key Info",
          "")
        let isLonger = place.count > Self.p256KeyLength
        report(
          finding(
            .publicKey, .must, rule, "subjectPublicKeyInfo", at: place,
            isLonger ? mended : .none))
      }
    } catch { return }
  }

  private func lintSignature(_ report: (LintFinding) -> Void) {
    if case .ecdsa = certificate.signatureAlgorithm { return }
    let place = outline.signatureAlgorithm
    var mended = LintEdits.none
    if outline.signatureValue.count > Self.p256SignatureLength {
      mended = .replace(outline.signature, by: Self.ecdsaLength)
        .and(place, by: Self.ecdsaLength)
        .and(outline.signatureValue, by: Self.p256SignatureLength)
    }
    let broken = certificate.signatureAlgorithm == .broken
    if profile == .ieee8021AR, !broken {
      guard mended.count > 0 else { return }
      report(
        finding(
          .signatureAlgorithm, .hint, "IEEE 802.1AR-2018, 8", "signatureAlgorithm",
          at: place, mended))
      return
    }
    let rule = section(
      "RFC 7925, 4.4", "TLS 1.3 IoT profile, All Certificates: Signature",
      "IEEE 802.1AR-2018, 8")
    report(
      finding(
        .signatureAlgorithm, .must, rule, "signatureAlgorithm", at: place, mended))
  }

  /// SubjectPublicKeyInfo with a point of 65 octets (RFC 5480, 2).
  private static var p256KeyLength: Int { 91 }
  /// AlgorithmIdentifier with ecdsa-with-SHA256 (RFC 5758, 3.2).
  private static var ecdsaLength: Int { 12 }
  /// BIT STRING with two numbers of 32 octets, each behind a zero (RFC 5480, A).
  private static var p256SignatureLength: Int { 75 }
}
