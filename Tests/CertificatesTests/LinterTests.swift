// SPDX-License-Identifier: Apache-2.0
import Certificates
import TestSupport
import Testing

/// Each finding on a certificate that deserves it, and on none that does not; what it says that
/// mending saves is compared with the length of a certificate that was mended.
@Suite("The linter")
struct LinterTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rule: LintRule
    let severity: LintSeverity
    let profile: LintProfile
    let waste: @Sendable (inout LintParts) -> Void
    /// From the wasteful one; `nil` if it is not about bytes.
    let mend: (@Sendable (inout LintParts) -> Void)?

    init(
      _ rule: LintRule, _ severity: LintSeverity, _ profile: LintProfile,
      _ waste: @escaping @Sendable (inout LintParts) -> Void,
      mend: (@Sendable (inout LintParts) -> Void)? = nil
    ) {
      self.rule = rule
      self.severity = severity
      self.profile = profile
      self.waste = waste
      self.mend = mend
    }

    var testDescription: String { "\(rule) in \(profile)" }
  }

  @Test(arguments: cases)
  func aFindingAndWhatItSaves(_ lint: Case) throws {
    var parts = LintParts()
    lint.waste(&parts)
    let wasteful = try parts.certificate
    let found = wasteful.findings(for: lint.profile).filter { $0.rule == lint.rule }
    #expect(found.count == 1, "\(found)")
    let finding = try #require(found.first)
    #expect(finding.severity == lint.severity)
    #expect(finding.place.lowerBound >= 0 && finding.place.upperBound <= wasteful.der.count)
    #expect(finding.section.utf8CodeUnitCount > 0)
    guard let mend = lint.mend else {
      #expect(finding.saving == 0)
      return
    }
    mend(&parts)
    let mended = try parts.certificate
    #expect(finding.saving > 0)
    #expect(finding.saving == wasteful.der.count - mended.der.count)
    #expect(wasteful.length(mending: [finding]) == mended.der.count)
    #expect(!mended.findings(for: lint.profile).contains { $0.rule == lint.rule })
  }

  static let cases: [Case] = [
    Case(.version, .must, .tls13IoT) {
      $0.version = []
      $0.extensions = []
    },
    Case(.shortSerialNumber, .should, .tls13IoT) { $0.serialNumber = [1] },
    Case(
      .longSerialNumber, .hint, .rfc7925,
      { $0.serialNumber = [UInt8](repeating: 0x71, count: 20) },
      mend: { $0.serialNumber = [0] + [UInt8](repeating: 0xf1, count: 8) }),
    Case(
      .timeForm, .must, .rfc7925,
      { $0.notAfter = tlv(0x18, Array("20300101000000Z".utf8)) },
      mend: { $0.notAfter = tlv(0x17, Array("300101000000Z".utf8)) }),
    Case(
      .uniqueIdentifier, .must, .ieee8021AR, { $0.uniqueIdentifier = hex("8104 00010203") },
      mend: { $0.uniqueIdentifier = [] }),
    Case(
      .publicKey, .must, .rfc7925, { $0.key = LintParts.rsa2048 }, mend: { $0.key = LintParts.p256 }
    ),
    Case(
      .publicKey, .hint, .ieee8021AR, { $0.key = LintParts.rsa2048 },
      mend: { $0.key = LintParts.p256 }),
    Case(.publicKey, .must, .tls13IoT) {
      $0.key = tlv(0x30, hex("3005 0603 2b6570"), tlv(0x03, [0], [UInt8](repeating: 1, count: 32)))
    },
    Case(
      .largerCurve, .hint, .tls13IoT, { $0.key = LintParts.p384 },
      mend: { $0.key = LintParts.p256 }),
    Case(
      .signatureAlgorithm, .must, .tls13IoT,
      {
        $0.algorithm = LintParts.rsaWithSHA256
        $0.signature = LintParts.rsaSignature
      },
      mend: {
        $0.algorithm = LintParts.ecdsa
        $0.signature = LintParts.p256Signature
      }),
    Case(.signatureAlgorithm, .must, .ieee8021AR) { $0.algorithm = hex("300906072a8648ce3d0401") },
    Case(.emptyIssuer, .must, .rfc7925) { $0.issuer = [] },
    Case(
      .longIssuer, .hint, .tls13IoT,
      { $0.issuer.insert(attribute("55040b", "Department of Certificates"), at: 0) },
      mend: { $0.issuer.removeFirst() }),
    Case(.serialNumberForm, .must, .tls13IoT) {
      $0.subject = [attribute("550405", "SN-1", 0x0c)]
    },
    Case(
      .domainInSubject, .must, .rfc7925,
      {
        $0.asServer()
        $0.subject.append(attribute("550403", "www.example"))
      }, mend: { $0.subject.removeLast() }),
    // The subject becomes empty, so its other names become critical, which takes three bytes.
    Case(
      .domainInSubject, .must, .tls13IoT,
      {
        $0.asServer()
        $0.subject = [attribute("550403", "www.example")]
      },
      mend: {
        $0.subject = []
        $0.extensions[3] = ext("551d11", names("www.example"), critical: true)
      }),
    Case(
      .longSubject, .hint, .ieee8021AR,
      { $0.subject.insert(attribute("550406", "GB", 0x13), at: 0) },
      mend: { $0.subject.removeFirst() }),
    // Two in one set: only the one goes away.
    Case(
      .longSubject, .hint, .rfc7925,
      {
        $0.subject = [
          tlv(
            0x31, tlv(0x30, hex("0603550403"), tlv(0x0c, Array("a".utf8))),
            tlv(0x30, hex("060355040a"), tlv(0x0c, Array("b".utf8))))
        ]
      }, mend: { $0.subject = [attribute("550403", "a")] }),
    Case(.clientIdentifier, .must, .rfc7925) { $0.subject = [attribute("550403", "bulb")] },
    Case(
      .criticalNames, .must, .tls13IoT,
      { $0.extensions.append(ext("551d11", names("a.example"), critical: true)) },
      mend: { $0.extensions[3] = ext("551d11", names("a.example")) }),
    Case(.wildcard, .must, .tls13IoT) { $0.extensions.append(ext("551d11", names("*.example"))) },
    Case(
      .severalNames, .must, .rfc7925,
      { $0.extensions.append(ext("551d11", names("a.example", "b.example", "c.example"))) },
      mend: { $0.extensions[3] = ext("551d11", names("a.example")) }),
    Case(
      .unusedExtension, .hint, .tls13IoT,
      { $0.extensions.append(ext("6086480186f842010d", tlv(0x16, Array("made by hand".utf8)))) },
      mend: { $0.extensions.removeLast() }),
    Case(
      .subjectKeyIdentifier, .must, .tls13IoT, { $0.extensions.insert(keyIdentifier, at: 0) },
      mend: { $0.extensions.removeFirst() }),
    Case(
      .subjectKeyIdentifier, .hint, .rfc7925, { $0.extensions.append(keyIdentifier) },
      mend: { $0.extensions.removeLast() }),
    Case(.authorityKeyMissing, .must, .ieee8021AR) { $0.extensions.remove(at: 2) },
    Case(
      .authorityCertIssuer, .hint, .rfc7925,
      {
        let name = tlv(0xa4, tlv(0x30, attribute("550403", "Root")))
        $0.extensions[2] = ext(
          "551d23", tlv(0x30, tlv(0x80, hex("ababab")), tlv(0xa1, name), tlv(0x82, hex("0102"))))
      },
      mend: { $0.extensions[2] = ext("551d23", tlv(0x30, tlv(0x80, hex("ababab")))) }),
    Case(
      .revocationPointer, .should, .rfc7925, { $0.extensions.append(distributionPoint()) },
      mend: { $0.extensions.removeLast() }),
    Case(
      .revocationCritical, .must, .tls13IoT,
      { $0.extensions.append(distributionPoint(critical: true)) },
      mend: { $0.extensions[3] = distributionPoint() }),
    // Where the issuer's certificate is may stay, where its OCSP server is need not.
    Case(
      .revocationPointer, .should, .tls13IoT,
      { $0.extensions.append(access("2b06010505073002", "2b06010505073001")) },
      mend: { $0.extensions[3] = access("2b06010505073002") }),
    Case(
      .policyQualifiers, .should, .rfc7925,
      {
        let qualifier = tlv(
          0x30, hex("06082b06010505070201"), tlv(0x16, Array("http://ca.example/cps".utf8)))
        $0.extensions.append(
          ext("551d20", tlv(0x30, tlv(0x30, hex("06032a0304"), tlv(0x30, qualifier)))))
      },
      mend: { $0.extensions[3] = ext("551d20", tlv(0x30, tlv(0x30, hex("06032a0304")))) }),
    Case(
      .basicConstraintsOfEndEntity, .should, .rfc7925,
      { $0.extensions.insert(ext("551d13", "3000", critical: true), at: 1) },
      mend: { $0.extensions.remove(at: 1) }),
    Case(.keyUsageMissing, .must, .tls13IoT) { $0.extensions.removeFirst() },
    Case(.keyUsageNotCritical, .must, .tls13IoT) {
      $0.extensions[0] = ext("551d0f", "03020780")
    },
    Case(.noDigitalSignature, .must, .tls13IoT) {
      $0.extensions[0] = ext("551d0f", "03020308", critical: true)
    },
    Case(.otherKeyUsage, .should, .rfc7925) {
      $0.extensions[0] = ext("551d0f", "030205a0", critical: true)
    },
    Case(.purposeMissing, .must, .tls13IoT) { $0.extensions.remove(at: 1) },
    Case(
      .purposeOfIDevID, .should, .ieee8021AR, { _ in }, mend: { $0.extensions.remove(at: 1) }),
    Case(
      .purposeOfIDevID, .should, .tls13IoT,
      { $0.notAfter = tlv(0x18, Array("99991231235959Z".utf8)) },
      mend: { $0.extensions.remove(at: 1) }),
    Case(
      .otherPurpose, .should, .rfc7925,
      { $0.extensions[1] = ext("551d25", "301406082b0601050507030206082b06010505070304") },
      mend: { $0.extensions[1] = ext("551d25", "300a06082b06010505070302") }),
    Case(
      .purposeOfAuthority, .should, .tls13IoT,
      {
        $0.asAuthority()
        $0.extensions.append(ext("551d25", "300a06082b06010505070302"))
      }, mend: { $0.extensions.removeLast() }),
    Case(.noKeyCertSign, .must, .tls13IoT) {
      $0.asAuthority()
      $0.extensions[1] = ext("551d0f", "03020780", critical: true)
    },
    Case(.authorityName, .must, .tls13IoT) {
      $0.asAuthority()
      $0.subject = [attribute("550403", "Sub")]
    },
    Case(.subjectKeyMissing, .must, .tls13IoT) {
      $0.asAuthority()
      $0.extensions.removeLast()
    },
    Case(.basicConstraintsNotCritical, .must, .tls13IoT) {
      $0.asAuthority()
      $0.extensions[0] = ext("551d13", "30030101ff")
    },
    Case(
      .pathLength, .should, .tls13IoT,
      {
        $0.asAuthority()
        $0.extensions[0] = ext("551d13", "30060101ff020100", critical: true)
      }, mend: { $0.extensions[0] = ext("551d13", "30030101ff", critical: true) }),
    Case(.deviceIsAuthority, .must, .ieee8021AR) { $0.asAuthority() },
    Case(.emptySubject, .must, .ieee8021AR) { $0.subject = [] },
    Case(.noSerialNumber, .should, .ieee8021AR) { $0.subject = [attribute("550403", "bulb")] },
    Case(.expires, .should, .ieee8021AR) { _ in },
    Case(.hardwareModuleName, .must, .ieee8021AR) {
      // hwType is there, hwSerialNum is not.
      let name = tlv(
        0xa0, hex("06082b06010505070804"), tlv(0xa0, tlv(0x30, hex("06032a0304"))))
      $0.extensions.append(ext("551d11", tlv(0x30, name)))
    },
  ]

  @Test func everyRuleOfOneCertificateHasACase() {
    let tried = Self.cases.map(\.rule)
    for rule in LintRule.allCases where rule != .rootSent && rule != .longChain {
      #expect(tried.contains(rule), "no case for \(rule)")
    }
  }

  @Test func everyRuleHasANameAndAnAdviceOfItsOwn() {
    let names = LintRule.allCases.map { "\($0.name)" }
    #expect(Set(names).count == names.count)
    for rule in LintRule.allCases {
      #expect("\(rule.advice)".count > 10)
      #expect(!"\(rule.name)".contains { !$0.isLowercase && $0 != "-" && !$0.isNumber })
    }
  }

  /// The least that each profile asks for.
  @Test func nothingToFind() throws {
    let parts = LintParts()
    #expect(try parts.certificate.findings(for: .tls13IoT).map(\.rule) == [])

    var client = LintParts()
    client.subject = [attribute("550403", "02-00-5E-FF-FE-10-00-01")]
    #expect(try client.certificate.findings(for: .rfc7925).map(\.rule) == [])

    var device = LintParts()
    device.notAfter = tlv(0x18, Array("99991231235959Z".utf8))
    device.extensions.remove(at: 1)
    let module = tlv(
      0xa0, hex("06082b06010505070804"), tlv(0xa0, tlv(0x30, hex("06032a0304 0404 01020304"))))
    device.extensions.append(ext("551d11", tlv(0x30, module)))
    #expect(try device.certificate.findings(for: .ieee8021AR).map(\.rule) == [])

    var authority = LintParts()
    authority.asAuthority()
    #expect(try authority.certificate.findings(for: .tls13IoT).map(\.rule) == [])
  }

  /// What is saved by mending everything is not the sum: a header is saved once. Certificates of
  /// all lengths around those at which a header grows.
  @Test func allOfItTogether() throws {
    var random = SeededRandom(seed: 5)
    for round in 0..<2000 {
      var short = LintParts()
      var long = LintParts()
      if Bool.random(using: &random) {
        long.serialNumber = [UInt8](repeating: 0x71, count: .random(in: 10...20, using: &random))
        short.serialNumber = [UInt8](repeating: 0x71, count: 9)
      }
      if Bool.random(using: &random) {
        long.key = LintParts.rsa2048
      }
      if Bool.random(using: &random) {
        long.algorithm = LintParts.rsaWithSHA256
        long.signature = LintParts.rsaSignature
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let text = String(repeating: "x", count: .random(in: 1...150, using: &random))
        long.issuer.insert(
          attribute("55040b", text), at: .random(in: 0...long.issuer.count, using: &random))
      }
      let comment = String(repeating: "x", count: .random(in: 1...300, using: &random))
      for added in [
        keyIdentifier, distributionPoint(critical: true),
        ext("6086480186f842010d", tlv(0x16, Array(comment.utf8))),
      ] where Bool.random(using: &random) {
        long.extensions.insert(
          added, at: .random(in: 0...long.extensions.count, using: &random))
      }
      let certificate = try long.certificate
      let findings = certificate.findings(for: .tls13IoT)
      #expect(
        certificate.length(mending: findings) == short.der.count,
        "round \(round): \(findings.map(\.rule))")
      for finding in findings { #expect(finding.saving > 0) }
    }
  }

  /// If every extension goes, what they stood in goes too.
  @Test func noExtensionIsLeft() throws {
    var parts = LintParts()
    parts.extensions = [keyIdentifier, distributionPoint()]
    let certificate = try parts.certificate
    let removed = certificate.findings(for: .rfc7925).filter {
      [.subjectKeyIdentifier, .revocationPointer].contains($0.rule)
    }
    #expect(removed.count == 2)
    parts.extensions = []
    #expect(certificate.length(mending: removed) == parts.der.count)
  }

  @Test func whatIsSentInVain() throws {
    var device = LintParts()
    device.issuer = [attribute("550403", "Three")]
    func authority(_ subject: String, by issuer: String) throws -> Certificate {
      var parts = LintParts()
      parts.asAuthority()
      parts.issuer = [attribute("550403", issuer)]
      parts.subject = [attribute("550403", subject)]
      return try parts.certificate
    }
    let chain = [
      try device.certificate, try authority("Three", by: "Two"), try authority("Two", by: "One"),
      try authority("One", by: "One"),
    ]
    for (profile, around) in [(LintProfile.rfc7925, 3), (.tls13IoT, 5)] {
      var found: [(Int, LintFinding)] = []
      profile.lint(chain: chain) { found.append(($0, $1)) }
      #expect(found.map(\.0) == [2, 3])
      #expect(found.map(\.1.rule) == [.longChain, .rootSent])
      #expect(found.map(\.1.saving) == chain[2...].map { $0.der.count + around })
    }
    LintProfile.tls13IoT.lint(chain: [chain[3]]) { _, _ in
      Issue.record("a root alone is not sent in vain")
    }
  }
}

private let keyIdentifier = ext("551d0e", "0414" + String(repeating: "cd", count: 20))

private func distributionPoint(critical: Bool = false) -> [UInt8] {
  let name = tlv(0x86, Array("http://crl.example/1.crl".utf8))
  return ext("551d1f", tlv(0x30, tlv(0x30, tlv(0xa0, tlv(0xa0, name)))), critical: critical)
}

private func access(_ methods: String...) -> [UInt8] {
  let list = methods.flatMap {
    tlv(0x30, tlv(0x06, hex($0)), tlv(0x86, Array("http://ca.example/".utf8)))
  }
  return ext("2b06010505070101", tlv(0x30, list))
}

private func names(_ hosts: String...) -> [UInt8] {
  tlv(0x30, hosts.flatMap { tlv(0x82, Array($0.utf8)) })
}

extension LintParts {
  /// With one name.
  fileprivate mutating func asServer() {
    extensions[1] = ext("551d25", "300a06082b06010505070301")
    extensions.append(ext("551d11", names("www.example")))
  }

  /// Below a root, as the profile for TLS 1.3 wants it.
  fileprivate mutating func asAuthority() {
    subject = [
      attribute("550406", "GB", 0x13), attribute("55040a", "O"), attribute("550403", "Sub"),
    ]
    extensions = [
      ext("551d13", "30030101ff", critical: true), ext("551d0f", "03020106", critical: true),
      ext("551d23", "30168014" + String(repeating: "ab", count: 20)), keyIdentifier,
    ]
  }
}
