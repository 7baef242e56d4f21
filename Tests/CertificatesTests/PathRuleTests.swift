// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import TestSupport
import Testing

/// A path of three that is good but for one thing, which OpenSSL has put into it and judges too.
@Suite(.peer("openssl", package: "openssl"))
struct PathRuleTests {
  private let authority: OpenSSLAuthority
  private let root: Certificate

  init() throws {
    authority = try OpenSSLAuthority()
    root = try authority.authority("root")
  }

  @Test func aKeyThatMayNotSign() throws {
    let middle = try authority.issue(
      "middle", by: "root", ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,cRLSign"])
    let last = try authority.endEntity("last", by: "middle")
    try refuse(last, [middle], .keyMayNotSign, 1)
  }

  @Test func noBasicConstraints() throws {
    let middle = try authority.issue("middle", by: "root", ["keyUsage=critical,keyCertSign"])
    let last = try authority.endEntity("last", by: "middle")
    try refuse(last, [middle], .notAnAuthority, 1)
  }

  @Test func aShortKey() throws {
    let last = try authority.issue(
      "last", by: "root", key: "RSA", ["basicConstraints=critical,CA:FALSE"])
    try refuse(last, [], .weakKey(bits: 1024), 0, ["-auth_level", "2"])
    let middle = try authority.issue(
      "middle", by: "root", key: "RSA",
      ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"])
    let below = try authority.endEntity("below", by: "middle")
    try refuse(below, [middle], .weakKey(bits: 1024), 1, ["-auth_level", "2"])
  }

  @Test func aBrokenHash() throws {
    let last = try authority.issue(
      "last", by: "root", hash: "-sha1", ["basicConstraints=critical,CA:FALSE"])
    try refuse(last, [], .weakHash, 0, ["-auth_level", "2"])
    // How a root has signed itself is nobody's concern (RFC 5280, 6.1: it is no part of the path).
    let old = try authority.issue(
      "old", hash: "-sha1", ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"])
    let below = try authority.endEntity("below", by: "old")
    #expect(try verdict(below, [], to: old) == nil)
    #expect(try authority.complaint("below", to: "old", ["-auth_level", "2"]) == nil)
  }

  @Test func aCriticalExtensionThatIsNotKnown() throws {
    let middle = try authority.authority("middle", by: "root", ["1.2.3.4=critical,ASN1:NULL"])
    let last = try authority.endEntity("last", by: "middle")
    try refuse(last, [middle], .unknownCriticalExtension, 1)
    let strange = try authority.endEntity("strange", by: "root", ["1.2.3.4=critical,ASN1:NULL"])
    try refuse(strange, [], .unknownCriticalExtension, 0)
    let harmless = try authority.endEntity("harmless", by: "root", ["1.2.3.4=ASN1:NULL"])
    #expect(try verdict(harmless, []) == nil)
    #expect(try authority.complaint("harmless", to: "root") == nil)
  }

  @Test func theLastPathThatIsNotTooLong() throws {
    let (others, last) = try longPath(6)
    #expect(try verdict(last, others) == nil)
    #expect(try theirs(last, others, []) == nil)
  }

  /// One more, and the search says what it has met, not that nobody is trusted.
  @Test func aPathLongerThanAnybodyLooks() throws {
    let (others, last) = try longPath(7)
    try refuse(last, others, .lengthLimit(8), 7, ["-verify_depth", "6"])
    // Where nobody is left who could have issued the last one, that is what is told.
    #expect(
      try verdict(last, others.filter { $0 != others[0] })
        == PathFailure(rule: .noTrustedIssuer, certificate: 6))
  }

  /// Each step in a sentence, and the one that failed with its reason.
  @Test func whatASearchHasDone() throws {
    let expired = try authority.authority("middle", by: "root")
    let middle = try authority.authority("middle", by: "root")
    let last = try authority.endEntity("last", by: "middle")
    var diary = PathDiary()
    let policy = PathPolicy(time: last.validity.notBefore, purpose: .server)
    let path = try ValidatedPath(
      from: last, through: [expired, middle], to: [root], policy: policy,
      using: OpenSSLCrypto.self, observer: &diary)
    #expect(path.certificates == [last, middle, root])
    #expect(
      diary.steps.map(\.description) == [
        "certificate 0 'O=last' as end entity: accepted",
        """
        certificate 1 'O=middle' tried as issuer of 'O=last': refused: certificate 0 of the path \
        is not believed: \(SignatureFault.crypto(.invalidSignature)) (RFC 5280, 6.1.3 (a)(1))
        """,
        "certificate 1 'O=middle' tried as issuer of 'O=last': accepted",
        "certificate 2 'O=root' tried as issuer of 'O=middle': accepted",
        "certificate 2 'O=root' is trusted: accepted",
      ])
  }

  @Test func whatASearchHasDoneInVain() throws {
    let loop = try authority.authority("loop", by: "root")
    let back = try authority.issue(
      "back", by: "loop", subject: "/O=root",
      ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"])
    let last = try authority.endEntity("last", by: "back")
    var diary = PathDiary()
    let policy = PathPolicy(time: last.validity.notBefore, purpose: .server)
    let error = #expect(throws: PathFailure.self) {
      try ValidatedPath(
        from: last, through: [loop, back], to: [], policy: policy, using: OpenSSLCrypto.self,
        observer: &diary)
    }
    #expect(error == PathFailure(rule: .noTrustedIssuer, certificate: 2))
    let said = diary.steps.map(\.description)
    #expect(said.contains("certificate 1 'O=root' tried as issuer of 'O=last': accepted"))
    #expect(
      said.contains(
        "certificate 3 'O=root' tried as issuer: passed over, it is on the path already"))
    #expect(said.last?.hasPrefix("certificate 0 'O=last': no way further up: ") == true)
  }

  /// A stranger's name cannot write on a terminal.
  @Test func namesForPeople() throws {
    var parts = Parts()
    parts.subject = name(0x0c, Array("a\u{1b}[2J, \u{fc}'\\".utf8))
    #expect(
      try Certificate(der: parts.der).subjectText == "CN=a\\1B[2J\\2C \\C3\\BC\\27\\5C")
    parts.subject = hex("3000")
    #expect(try Certificate(der: parts.der).subjectText == "no name")
  }

  /// So many authorities between the root and an end entity, the uppermost first.
  private func longPath(_ count: Int) throws -> ([Certificate], Certificate) {
    var (others, above): ([Certificate], String) = ([], "root")
    for step in 0..<count {
      others.append(try authority.authority("step\(step)", by: above))
      above = "step\(step)"
    }
    return (others, try authority.endEntity("last", by: above))
  }

  private func verdict(
    _ endEntity: Certificate, _ others: [Certificate], to root: Certificate? = nil
  ) throws -> PathFailure? {
    let policy = PathPolicy(time: endEntity.validity.notBefore, purpose: .server)
    do throws(PathFailure) {
      _ = try ValidatedPath(
        from: endEntity, through: others, to: [root ?? self.root], policy: policy,
        using: OpenSSLCrypto.self)
      return nil
    } catch { return error }
  }

  private func theirs(
    _ endEntity: Certificate, _ others: [Certificate], _ options: [String]
  ) throws -> String? {
    let name = { (certificate: Certificate) in String(certificate.subjectText.dropFirst(2)) }
    return try authority.complaint(
      name(endEntity), through: others.map(name), to: "root", options)
  }

  private func refuse(
    _ endEntity: Certificate, _ others: [Certificate], _ rule: PathRule, _ certificate: Int,
    _ options: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(
      try verdict(endEntity, others) == PathFailure(rule: rule, certificate: certificate),
      sourceLocation: sourceLocation)
    #expect(
      try theirs(endEntity, others, options) != nil, sourceLocation: sourceLocation)
  }
}
