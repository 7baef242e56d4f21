// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// What the mbedTLS engine checks beside the library: addresses, names without a Common
/// Name to fall back to, a given time, and which fault it was.
@Suite(.peer("openssl", package: "openssl"))
struct MbedVerificationTests {
  let pki: FlawedPKI
  var root: FlawedPKI.Identity { pki.root }

  init() throws { pki = try FlawedPKI.shared.get() }

  /// How our client, which trusts `root`, ends with a server that shows `chain`.
  func client(
    expecting name: ServerName, meets chain: [FlawedPKI.Identity], at time: Int64? = nil
  ) throws -> Ending {
    try client(expecting: name, meets: chain, of: MbedTLSEngine.self, at: time)
  }

  func client(
    expecting name: ServerName, meets chain: [FlawedPKI.Identity],
    of server: (some TLSEngine).Type, at time: Int64? = nil
  ) throws -> Ending {
    var ours = TLSConfiguration()
    ours.roots = [root.certificate]
    ours.expectedName = name
    ours.verificationTime = time
    var theirs = TLSConfiguration()
    theirs.chain = chain.map(\.certificate)
    theirs.privateKey = chain[0].secret
    theirs.clientCertificate = .none
    theirs.versions = .tls12 ... .tls12
    return try meet(ours, theirs, client: MbedTLSEngine.self, server: server).client
  }

  static let localhost = ServerName.dns(Array("localhost".utf8))

  //= rfc9525#2
  //= type=test
  //# The Common Name RDN MUST NOT be used to identify a service because it
  //# is not strongly typed (it is essentially free-form text) and
  //# therefore suffers from ambiguities in interpretation.
  @Test func aCommonNameIsNoNameOfAServer() throws {
    let server = try pki.issue("localhost", extensions: FlawedPKI.endEntity, by: root)
    #expect(
      try client(expecting: Self.localhost, meets: [server])
        == .refused(.certificate(.wrongName, depth: 0, subject: Array("CN=localhost".utf8))))
  }

  @Test(arguments: [
    ("DNS:localhost", "localhost", true), ("DNS:LOCALHOST", "localhost", true),
    ("DNS:localhost", "LocalHost", true), ("DNS:example.org,DNS:localhost", "localhost", true),
    ("DNS:localhost", "localhos", false), ("DNS:localhost", "localhost.org", false),
    ("DNS:*.example.org", "a.example.org", true), ("DNS:*.EXAMPLE.org", "a.example.org", true),
    ("DNS:*.example.org", "example.org", false), ("DNS:*.example.org", "a.b.example.org", false),
    ("DNS:a*.example.org", "ab.example.org", false), ("DNS:*.org", "example.org", false),
    ("DNS:*", "localhost", false), ("email:localhost@localhost", "localhost", false),
    // Four bytes that are an address in one reading and a name in another.
    ("IP:116.46.99.111", "t.co", false),
  ])
  func aHostNameMustBeAmongTheAlternativeNames(
    names: String, host: String, matches: Bool
  ) throws {
    let server = try pki.issue(
      host, extensions: FlawedPKI.endEntity + "\nsubjectAltName=" + names, by: root)
    let ending = try client(expecting: .dns(Array(host.utf8)), meets: [server])
    if matches {
      #expect(ending == .connected)
    } else {
      #expect(ending.fault == .wrongName)
    }
  }

  @Test(arguments: [
    ("IP:127.0.0.1", [127, 0, 0, 1] as [UInt8], true),
    ("IP:127.0.0.2", [127, 0, 0, 1], false),
    ("DNS:127.0.0.1", [127, 0, 0, 1], false),
    ("DNS:localhost,IP:127.0.0.1", [127, 0, 0, 1], true),
    ("IP:::1", [UInt8](repeating: 0, count: 15) + [1], true),
    ("IP:::1", [0, 0, 0, 1], false),
    ("URI:https://127.0.0.1/", [127, 0, 0, 1], false),
  ])
  func anAddressMustBeAmongTheAlternativeNamesAsAnAddress(
    names: String, address: [UInt8], matches: Bool
  ) throws {
    let server = try pki.issue(
      "127.0.0.1", extensions: FlawedPKI.endEntity + "\nsubjectAltName=" + names, by: root)
    let ending = try client(expecting: .ip(address), meets: [server])
    if matches {
      #expect(ending == .connected)
    } else {
      #expect(ending.fault == .wrongName)
    }
  }

  @Test func anAddressInTheCommonNameIsNoAddress() throws {
    let server = try pki.issue("127.0.0.1", extensions: FlawedPKI.endEntity, by: root)
    #expect(try client(expecting: .ip([127, 0, 0, 1]), meets: [server]).fault == .wrongName)
  }

  //= rfc6066#3
  //= type=test
  //# Literal IPv4 and IPv6 addresses are not permitted in "HostName".
  @Test func anAddressIsNotSentAsAName() throws {
    for (name, isSent) in [(ServerName.ip(Array("1234".utf8)), false), (Self.localhost, true)] {
      var ours = TLSConfiguration()
      ours.roots = [root.certificate]
      ours.expectedName = name
      var channel = try MbedTLSEngine(ours, role: .client).makeChannel()
      let hello = channel.departing()
      // server_name is extension 0; its one entry is a host_name, type 0.
      let sent =
        switch name {
        case .dns(let bytes), .ip(let bytes): bytes
        }
      let entry = [
        0, 0, 0, UInt8(sent.count + 5), 0, UInt8(sent.count + 3), 0, 0, UInt8(sent.count),
      ]
      #expect(hello.contains(run: entry + sent) == isSent)
      #expect(hello.contains(run: sent) == isSent)
    }
  }

  @Test(arguments: [
    (0 as Int64, CertificateFault.notYetValid), (32_503_680_000, .expired),
    (-62_135_596_800, .notYetValid), (Int64.min, .notYetValid), (.max, .expired),
  ])
  func aGivenTimeOverrulesTheClock(time: Int64, fault: CertificateFault) throws {
    let server = pki.server
    let ending = try client(expecting: Self.localhost, meets: [server], at: time)
    // The root is out of its time too, and is looked at first.
    #expect(
      ending
        == .refused(
          .certificate(fault, depth: 1, subject: Array("CN=Root,O=Things".utf8))))
  }

  @Test func theAuthorityIsNamedWhoseSignatureDoesNotFit() throws {
    let impostor = try pki.issue(
      "impostor", subject: "/O=Things/CN=Root", extensions: FlawedPKI.authority)
    let server = try pki.issue(
      "server", extensions: FlawedPKI.localhost, by: impostor)
    #expect(
      try client(expecting: Self.localhost, meets: [server])
        == .refused(.certificate(.badSignature, depth: 0, subject: Array("CN=server".utf8))))
    let stranger = try pki.issue("stranger", extensions: FlawedPKI.authority)
    let other = try pki.issue(
      "other", extensions: FlawedPKI.localhost, by: stranger)
    #expect(try client(expecting: Self.localhost, meets: [other]).fault == .unknownIssuer)
    #expect(
      try client(expecting: Self.localhost, meets: [other, stranger])
        == .refused(.certificate(.unknownIssuer, depth: 1, subject: Array("CN=stranger".utf8))))
  }

  /// Marlinspike's forgery of 2002: any certificate as an authority.
  @Test(arguments: [
    FlawedPKI.endEntity,
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature",
  ])
  func onlyAnAuthorityMayIssue(extensions: String) throws {
    let middle = try pki.issue("middle", extensions: extensions, by: root)
    let server = try pki.issue(
      "server", extensions: FlawedPKI.localhost, by: middle)
    #expect(
      try client(expecting: Self.localhost, meets: [server, middle])
        == .refused(.certificate(.notAnAuthority, depth: 1, subject: Array("CN=middle".utf8))))
  }

  @Test func aPathMayNotBeLongerThanItsAuthorityAllows() throws {
    let short = try pki.issue(
      "short", extensions: "basicConstraints=critical,CA:TRUE,pathlen:0", by: root)
    let extra = try pki.issue("extra", extensions: FlawedPKI.authority, by: short)
    let server = try pki.issue(
      "server", extensions: FlawedPKI.localhost, by: extra)
    #expect(
      try client(expecting: Self.localhost, meets: [server, extra, short])
        == .refused(.certificate(.notAnAuthority, depth: 2, subject: Array("CN=short".utf8))))
  }

  @Test(arguments: [
    ("rsa:1024", "sha256"), ("ec:secp224r1", "sha256"),
    ("ec:brainpoolP256r1", "sha256"),
    ("ec:P-256", "sha1"),
  ])
  func weakKeysAndHashesAreRefused(key: String, hash: String) throws {
    let server = try pki.issue(
      "weak", extensions: FlawedPKI.localhost, by: root,
      key: key, hash: hash)
    // The handshake may find nothing in common before it comes to the certificate.
    let ending = try client(expecting: Self.localhost, meets: [server])
    #expect(
      [
        .refused(.certificate(.weakAlgorithm, depth: 0, subject: Array("CN=weak".utf8))),
        .refused(.peerAlert(Alert(code: 40))),
      ].contains(ending))
  }

  @Test func aServerMustBeIssuedForServing() throws {
    let server = try pki.issue(
      "server", extensions: "extendedKeyUsage=clientAuth\nsubjectAltName=DNS:localhost", by: root)
    #expect(
      try client(expecting: Self.localhost, meets: [server], of: OpenSSLEngine.self)
        == .refused(.certificate(.wrongPurpose, depth: 0, subject: Array("CN=server".utf8))))
    // mbedTLS's own server would rather show nothing.
    #expect(
      try client(expecting: Self.localhost, meets: [server])
        == .refused(.peerAlert(Alert(code: 40))))
  }

  @Test(arguments: [
    ("keyUsage=critical,keyAgreement", CertificateFault?.some(.wrongPurpose)),
    ("extendedKeyUsage=serverAuth", .wrongPurpose), ("extendedKeyUsage=clientAuth", nil),
    ("extendedKeyUsage=serverAuth,clientAuth", nil), (FlawedPKI.endEntity, nil),
  ])
  func aClientMustBeIssuedForAsking(purpose: String, fault: CertificateFault?) throws {
    let server = pki.server
    let device = try pki.issue("device", extensions: purpose, by: root)
    var ours = TLSConfiguration()
    ours.roots = [root.certificate]
    ours.expectedName = Self.localhost
    ours.chain = [device.certificate]
    ours.privateKey = device.secret
    var theirs = TLSConfiguration()
    theirs.roots = [root.certificate]
    theirs.chain = [server.certificate]
    theirs.privateKey = server.secret
    let endings = try meet(
      ours, theirs, client: MbedTLSEngine.self, server: MbedTLSEngine.self)
    if let fault {
      #expect(
        endings.server
          == .refused(.certificate(fault, depth: 0, subject: Array("CN=device".utf8))))
    } else {
      #expect(endings.server == .connected)
      #expect(endings.client == .connected)
    }
  }

  /// RFC 4514: the last comes first, and what a reader might obey is escaped.
  @Test func aSubjectIsSafeToPrint() throws {
    let server = try pki.issue(
      "server", subject: "/O=A, B \u{1B}[31m/CN=x\\+y", extensions: FlawedPKI.endEntity)
    let ending = try client(expecting: Self.localhost, meets: [server])
    guard case .refused(.certificate(_, _, let subject)) = ending else {
      Issue.record("a stranger was not refused by name: \(ending)")
      return
    }
    #expect(String(decoding: subject, as: UTF8.self) == "CN=x\\+y,O=A\\, B \\1B[31m")
  }
}
