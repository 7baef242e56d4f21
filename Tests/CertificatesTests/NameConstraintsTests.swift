// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import TestSupport
import Testing

/// OpenSSL's authority is confined, and issues all the same; OpenSSL and we are asked.
@Suite(.peer("openssl", package: "openssl"))
struct NameConstraintsTests {
  @Test(arguments: [
    ("permitted;DNS:example", "DNS:a.example", true),
    ("permitted;DNS:example", "DNS:EXAMPLE", true),
    ("permitted;DNS:example", "DNS:badexample", false),
    ("permitted;DNS:example", "DNS:a.example,DNS:other.test", false),
    ("permitted;DNS:example", "IP:192.0.2.1", true),
    ("excluded;DNS:example", "DNS:a.example", false),
    ("excluded;DNS:example", "DNS:a.test", true),
    ("permitted;DNS:example,excluded;DNS:bad.example", "DNS:bad.example", false),
    ("permitted;DNS:example,excluded;DNS:bad.example", "DNS:good.example", true),
    ("permitted;DNS:example,permitted;DNS:test", "DNS:a.test", true),
    ("permitted;IP:192.0.2.0/255.255.255.0", "IP:192.0.2.7", true),
    ("permitted;IP:192.0.2.0/255.255.255.0", "IP:192.0.3.7", false),
    ("permitted;IP:192.0.2.0/255.255.255.0", "IP:::1", false),
    ("excluded;IP:0.0.0.0/0.0.0.0", "IP:192.0.2.7", false),
    ("permitted;email:example", "email:a@example", true),
    ("permitted;email:example", "email:a@b.example", false),
    ("permitted;email:.example", "email:a@b.example", true),
    ("permitted;email:.example", "email:a@example", false),
    ("permitted;email:a@example", "email:a@EXAMPLE", true),
    ("permitted;email:a@example", "email:b@example", false),
    ("permitted;URI:.example", "URI:https://a.example/x", true),
    ("permitted;URI:.example", "URI:https://example/", false),
    ("permitted;URI:example", "URI:https://example:8443/x", true),
    ("permitted;URI:example", "URI:https://a.example/", false),
    ("excluded;DNS:bad.example", "DNS:*.other.example", true),
  ])
  func names(_ constraints: String, _ names: String, _ accepted: Bool) throws {
    let (ours, theirs) = try verdicts(constraints, names)
    #expect(ours == (accepted ? nil : PathFailure(rule: .nameNotPermitted, certificate: 0)))
    #expect((theirs == nil) == accepted, "\(theirs ?? "accepted")")
  }

  /// Where OpenSSL accepts and we do not: a URI without a host must be refused where URIs are
  /// confined at all (RFC 5280, 4.2.1.10), and a star would stand for the host that is excluded.
  @Test(arguments: [
    ("excluded;URI:example", "URI:https://192.0.2.1/"),
    ("excluded;DNS:bad.example", "DNS:*.example"),
  ])
  func weAreStricter(_ constraints: String, _ names: String) throws {
    let (ours, theirs) = try verdicts(constraints, names)
    #expect(ours == PathFailure(rule: .nameNotPermitted, certificate: 0))
    #expect(theirs == nil)
  }

  /// Letters outside of ASCII have capitals too, and accents that can be written in two ways
  /// (RFC 5280, 7.1; RFC 4518). Whoever has no table of them cannot tell whether a name is the one
  /// that is excluded, and so refuses; OpenSSL has none and takes it.
  @Test(arguments: [
    ("M\u{fc}ller", "M\u{dc}LLER", false, true), ("Cafe\u{301}", "Caf\u{e9}", false, true),
    ("M\u{fc}ller", "M\u{fc}ller", false, false), ("Herr M\u{fc}ller", "Schneider", true, true),
    ("Acme", "ACME", false, false), ("Acme", "Acme Works", true, true),
    ("\u{3a9}", "Acme", false, true),
  ])
  func anExcludedNameInTheLettersOfTheWorld(
    _ excluded: String, _ subject: String, _ ours: Bool, _ theirs: Bool
  ) throws {
    let verdict = try verdicts(
      subtree(0xa1, excluded), "DNS:a.example", subject: "/CN=\(subject)")
    #expect(
      verdict.ours == (ours ? nil : PathFailure(rule: .nameNotPermitted, certificate: 0)))
    #expect((verdict.theirs == nil) == theirs, "\(verdict.theirs ?? "accepted")")
  }

  /// What is permitted has to be shown, so there the same names are two.
  @Test func aPermittedNameInTheLettersOfTheWorld() throws {
    for (subject, accepted) in [("M\u{dc}LLER", false), ("M\u{fc}ller", true)] {
      let verdict = try verdicts(
        subtree(0xa0, "M\u{fc}ller"), "DNS:a.example", subject: "/CN=\(subject)")
      #expect((verdict.ours == nil) == accepted)
    }
  }

  /// NameConstraints with one common name in one of its two lists.
  private func subtree(_ list: UInt8, _ text: String) -> String {
    let base = tlv(0x30, tlv(0xa4, name(0x0c, Array(text.utf8))))
    return "DER:"
      + tlv(0x30, tlv(list, base)).map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }.joined(separator: ":")
  }

  /// A dot at its end is no part of a name's preferred syntax (RFC 1034, 3.5), so nobody can say
  /// what such a name lies within.
  @Test(arguments: [
    ("permitted;DNS:example", "DNS:a.example."), ("excluded;DNS:example", "DNS:a.example."),
    ("excluded;DNS:example.", "DNS:a.example"), ("excluded;email:example", "email:a@example."),
    ("excluded;URI:example", "URI:https://example./"),
  ])
  func aDotAtTheEnd(_ constraints: String, _ names: String) throws {
    let (ours, _) = try verdicts(constraints, names)
    #expect(ours == PathFailure(rule: .nameNotPermitted, certificate: 0))
  }

  /// 300 names, and 300 subtrees with which each has to be compared.
  @Test func moreNamesThanCanBeCompared() throws {
    let names = (0..<300).map { "DNS:n\($0).example" }.joined(separator: ",")
    let subtrees = (0..<300).map { "permitted;DNS:n\($0).example" }.joined(separator: ",")
    let (ours, _) = try verdicts(subtrees, names)
    #expect(ours == PathFailure(rule: .tooManyNames, certificate: 0))
    let few = (0..<100).map { "DNS:n\($0).example" }.joined(separator: ",")
    #expect(try verdicts(subtrees, few).ours == nil)
  }

  /// Why we and OpenSSL refuse, if we do.
  private func verdicts(
    _ constraints: String, _ names: String, subject: String? = nil
  ) throws -> (ours: PathFailure?, theirs: String?) {
    let authority = try OpenSSLAuthority()
    let root = try authority.issue(
      "ca",
      [
        "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign",
        constraints.hasPrefix("DER:")
          ? "2.5.29.30=critical,\(constraints)" : "nameConstraints=critical,\(constraints)",
      ])
    let server = try authority.issue(
      "server", by: "ca", subject: subject,
      [
        "basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature",
        "subjectAltName=\(names)",
      ])
    let theirs = try authority.complaint("server", to: "ca")
    let policy = PathPolicy(time: server.validity.notBefore, purpose: .server)
    do throws(PathFailure) {
      _ = try ValidatedPath(
        from: server, through: [], to: [root], policy: policy, using: OpenSSLCrypto.self)
      return (nil, theirs)
    } catch { return (error, theirs) }
  }

  @Test(arguments: [
    "3000", "3004 a002 3000", "300a a008 3006 8204 61626364 00",
    "300b a009 3007 8705 0102030405", "300d a00b 3009 8204 61626364 800100",
    "3004 a000 a100",
  ])
  func whatIsNoConstraintIsNotRead(_ der: String) {
    var parts = Parts()
    parts.extensions = [tlv(0x30, hex("0603551d1e"), hex("0101ff"), tlv(0x04, hex(der)))]
    #expect(throws: DERError.self) { try Certificate(der: parts.der) }
  }
}
