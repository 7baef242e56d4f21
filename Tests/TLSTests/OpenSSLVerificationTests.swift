// SPDX-License-Identifier: Apache-2.0
import OpenSSLBackend
import TLS
import TestSupport
import Testing

/// Which fault OpenSSL finds in a chain, at which certificate, in our words.
@Suite(.peer("openssl", package: "openssl"))
struct OpenSSLVerificationTests {
  let pki: FlawedPKI

  init() throws { pki = try FlawedPKI.shared.get() }

  static let localhost = ServerName.dns(Array("localhost".utf8))
  static let named = FlawedPKI.endEntity + "\nsubjectAltName=DNS:localhost"

  func client(
    expecting name: ServerName = localhost, meets chain: [FlawedPKI.Identity],
    trusting roots: [FlawedPKI.Identity]? = nil, at time: Int64? = nil
  ) throws -> Ending {
    var ours = TLSConfiguration()
    ours.roots = (roots ?? [pki.root]).map(\.certificate)
    ours.expectedName = name
    ours.verificationTime = time
    var theirs = TLSConfiguration()
    theirs.chain = chain.map(\.certificate)
    theirs.privateKey = chain[0].secret
    theirs.clientCertificate = .none
    return try meet(ours, theirs, client: OpenSSLEngine.self, server: OpenSSLEngine.self).client
  }

  func refusal(_ fault: CertificateFault, depth: Int, _ subject: String) -> Ending {
    .refused(.certificate(fault, depth: depth, subject: Array(subject.utf8)))
  }

  //= rfc9525#2
  //= type=test
  //# The Common Name RDN MUST NOT be used to identify a service because it
  //# is not strongly typed (it is essentially free-form text) and
  //# therefore suffers from ambiguities in interpretation.
  @Test func aCommonNameIsNoNameOfAServer() throws {
    let server = try pki.issue("localhost", extensions: FlawedPKI.endEntity, by: pki.root)
    #expect(try client(meets: [server]) == refusal(.wrongName, depth: 0, "CN=localhost"))
  }

  @Test(arguments: [
    ("IP:127.0.0.1", [127, 0, 0, 1] as [UInt8], true), ("IP:127.0.0.2", [127, 0, 0, 1], false),
    ("DNS:127.0.0.1", [127, 0, 0, 1], false),
    ("IP:::1", [UInt8](repeating: 0, count: 15) + [1], true),
    ("IP:::1", [0, 0, 0, 1], false),
  ])
  func anAddressMustBeThereAsAnAddress(
    names: String, address: [UInt8], matches: Bool
  ) throws {
    let server = try pki.issue(
      "127.0.0.1", extensions: FlawedPKI.endEntity + "\nsubjectAltName=" + names, by: pki.root)
    let ending = try client(expecting: .ip(address), meets: [server])
    #expect(ending == (matches ? .connected : refusal(.wrongName, depth: 0, "CN=127.0.0.1")))
  }

  @Test(arguments: [
    ("*.example.org", "a.example.org", true), ("*.example.org", "example.org", false),
    ("*.example.org", "a.b.example.org", false), ("a*.example.org", "ab.example.org", false),
    ("EXAMPLE.org", "example.ORG", true),
  ])
  func aWildcardIsOneWholeLabel(pattern: String, name: String, matches: Bool) throws {
    let server = try pki.issue(
      "wild", extensions: FlawedPKI.endEntity + "\nsubjectAltName=DNS:" + pattern, by: pki.root)
    let ending = try client(expecting: .dns(Array(name.utf8)), meets: [server])
    #expect(ending == (matches ? .connected : refusal(.wrongName, depth: 0, "CN=wild")))
  }

  /// Marlinspike's forgery of 2002: any certificate as an authority.
  @Test(arguments: [
    FlawedPKI.endEntity,
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature",
  ])
  func onlyAnAuthorityMayIssue(extensions: String) throws {
    let middle = try pki.issue("middle", extensions: extensions, by: pki.root)
    let server = try pki.issue("server", extensions: Self.named, by: middle)
    #expect(
      try client(meets: [server, middle]) == refusal(.notAnAuthority, depth: 1, "CN=middle"))
  }

  @Test func aPathMayNotBeLongerThanItsAuthorityAllows() throws {
    let short = try pki.issue(
      "short", extensions: "basicConstraints=critical,CA:TRUE,pathlen:0", by: pki.root)
    let extra = try pki.issue("extra", extensions: FlawedPKI.authority, by: short)
    let server = try pki.issue("server", extensions: Self.named, by: extra)
    #expect(
      try client(meets: [server, extra, short]) == refusal(.notAnAuthority, depth: 2, "CN=short"))
  }

  @Test(arguments: ["keyUsage=critical,keyCertSign", "extendedKeyUsage=clientAuth"])
  func aServerMustBeIssuedForServing(purpose: String) throws {
    let server = try pki.issue(
      "server", extensions: purpose + "\nsubjectAltName=DNS:localhost", by: pki.root)
    #expect(try client(meets: [server]) == refusal(.wrongPurpose, depth: 0, "CN=server"))
  }

  @Test func anOutdatedAuthorityIsTheOneThatIsNamed() throws {
    let server = try pki.issue("server", extensions: Self.named, by: pki.root)
    #expect(try client(meets: [server], at: 32_503_680_000).fault == .expired)
    #expect(try client(meets: [server], at: 0).fault == .notYetValid)
  }

  /// A certificate among the roots is trusted for itself, whoever issued it.
  @Test func trustMayBeginBelowARoot() throws {
    let middle = try pki.issue("middle", extensions: FlawedPKI.authority, by: pki.root)
    let server = try pki.issue("server", extensions: Self.named, by: middle)
    #expect(try client(meets: [server], trusting: [middle]) == .connected)
    #expect(try client(meets: [server], trusting: [server]) == .connected)
    #expect(try client(meets: [server, middle]) == .connected)
    #expect(try client(meets: [server]) == refusal(.unknownIssuer, depth: 0, "CN=server"))
  }

  /// RFC 4514: the last comes first, and what a terminal might obey is escaped.
  @Test func aSubjectIsSafeToPrint() throws {
    let server = try pki.issue(
      "server", subject: "/O=A, B \u{1B}[31m/CN=x\\+y", extensions: FlawedPKI.authority)
    guard case .refused(.certificate(_, _, let subject)) = try client(meets: [server]) else {
      Issue.record("a stranger was not refused by name")
      return
    }
    #expect(String(decoding: subject, as: UTF8.self) == "CN=x\\+y,O=A\\, B \\1B[31m")
  }
}
