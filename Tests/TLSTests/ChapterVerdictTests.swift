// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// Chapter 05 in the place of each engine's own rules comes to the same verdicts.
@Suite struct ChapterVerdictTests {
  static let badServers = RefusalTests.badServers

  /// With whichever judge, the same fault at the same certificate.
  private func verdicts(
    _ pairing: Pairing, of role: TLSRole, _ vary: (inout Setup, inout Setup) throws -> Void
  ) throws -> [TLSError.Cause?] {
    try [Verification.engine, .chapter05].map { verification in
      var setups = try pairing.setups()
      try vary(&setups.client, &setups.server)
      let link = try pairing.link(
        setups.client.adding { $0.verification = verification },
        setups.server.adding { $0.verification = verification })
      link.settle()
      return role == .client ? link.client.error?.cause : link.server.error?.cause
    }
  }

  private func expectSame(_ causes: [TLSError.Cause?], faults: [CertificateFault]) {
    for cause in causes {
      guard case .certificate(let fault, let depth, _)? = cause else {
        Issue.record("\(cause as Any)")
        continue
      }
      #expect(faults.contains(fault) && depth == 0)
    }
    // Where two faults are there at once, each may be named; else they agree word for word.
    if faults.count == 1 { #expect(causes[0] == causes[1]) }
  }

  @Test(arguments: Pairing.all, try badServers.get())
  func aServerThatIsnt(pairing: Pairing, bad: RefusalTests.BadServer) throws {
    expectSame(
      try verdicts(pairing, of: .client) { client, server in
        client.expectedName = bad.expectedName
        server.identity = bad.identity
      }, faults: bad.faults)
  }

  @Test(arguments: Pairing.all)
  func aForgedDevice(pairing: Pairing) throws {
    expectSame(
      try verdicts(pairing, of: .server) { client, _ in
        client.identity = try PKI.shared.get().forgedDevice
      }, faults: [.unknownIssuer, .badSignature])
  }

  @Test(arguments: Pairing.all)
  func aServerThatCallsLikeADevice(pairing: Pairing) throws {
    expectSame(
      try verdicts(pairing, of: .server) { client, _ in
        client.identity = try PKI.shared.get().server
      }, faults: [.wrongPurpose])
  }

  @Test(arguments: Pairing.all)
  func aDeviceWithoutCertificate(pairing: Pairing) throws {
    let causes = try verdicts(pairing, of: .server) { client, _ in client.identity = nil }
    #expect(causes == [.certificateRequired, .certificateRequired])
  }

  @Test(arguments: Pairing.all)
  func thoseThatAreGood(pairing: Pairing) throws {
    #expect(try verdicts(pairing, of: .client) { _, _ in } == [nil, nil])
    #expect(try verdicts(pairing, of: .server) { _, _ in } == [nil, nil])
  }

  /// What chapter 05 says goes into the reason, and where it stands.
  @Test(arguments: Pairing.all)
  func theReasonIsChapter05s(pairing: Pairing) throws {
    var setups = try pairing.setups()
    setups.server.identity = try PKI.shared.get().expiredServer
    let link = try pairing.link(
      setups.client.adding { $0.verification = .chapter05 }, setups.server)
    link.settle()
    let error = try #require(link.client.error)
    #expect(String(decoding: error.reason, as: UTF8.self).contains("RFC 5280, 6.1.3"))
    #expect(link.server.error?.cause == .peerAlert(Alert(code: 45)))
  }
}

/// The same on certificates with one flaw each, which our own authority would not issue.
@Suite(.peer("openssl", package: "openssl"))
struct ChapterVerdictOnFlawsTests {
  let pki: FlawedPKI

  init() throws { pki = try FlawedPKI.shared.get() }

  static let named = FlawedPKI.endEntity + "\nsubjectAltName=DNS:localhost"

  private func endings(
    _ engine: Engine, _ chain: [FlawedPKI.Identity]
  ) throws -> [TLSError.Cause?] {
    try [Verification.engine, .chapter05].map { verification in
      let root = pki.root.certificate
      let identity = PKI.Identity(
        chain: chain.map(\.certificate), privateKey: chain[0].privateKey)
      let client = Setup(
        role: .client, identity: nil, roots: [root],
        expectedName: .dns(Array("localhost".utf8))
      ).adding {
        $0.verification = verification
        $0.verificationTime = nil
      }
      let server = Setup(role: .server, identity: identity, roots: []).with(
        \.clientCertificate, .none)
      let link = Link(
        client: try engine.connect(client), server: try Engine.all[0].connect(server),
        splits: .none)
      link.settle()
      return link.client.error?.cause
    }
  }

  private func fault(_ cause: TLSError.Cause?) -> CertificateFault? {
    if case .certificate(let fault, _, _)? = cause { fault } else { nil }
  }

  @Test(arguments: Engine.all)
  func onlyAnAuthorityMayIssue(engine: Engine) throws {
    let middle = try pki.issue("middle", extensions: FlawedPKI.endEntity, by: pki.root)
    let server = try pki.issue("server", extensions: Self.named, by: middle)
    for cause in try endings(engine, [server, middle]) {
      #expect(
        cause == .certificate(.notAnAuthority, depth: 1, subject: Array("CN=middle".utf8)))
    }
  }

  @Test(arguments: Engine.all)
  func aCommonNameIsNoNameOfAServer(engine: Engine) throws {
    let server = try pki.issue("localhost", extensions: FlawedPKI.endEntity, by: pki.root)
    for cause in try endings(engine, [server]) {
      #expect(cause == .certificate(.wrongName, depth: 0, subject: Array("CN=localhost".utf8)))
    }
  }

  @Test(arguments: Engine.all)
  func aPathMayNotBeLongerThanItsAuthorityAllows(engine: Engine) throws {
    let short = try pki.issue(
      "short",
      extensions: "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign",
      by: pki.root)
    let extra = try pki.issue("extra", extensions: FlawedPKI.authority, by: short)
    let server = try pki.issue("server", extensions: Self.named, by: extra)
    for cause in try endings(engine, [server, extra, short]) {
      #expect(fault(cause) == .notAnAuthority)
    }
  }

  @Test(arguments: Engine.all, ["keyUsage=critical,keyCertSign", "extendedKeyUsage=clientAuth"])
  func aServerMustBeIssuedForServing(engine: Engine, purpose: String) throws {
    // In TLS 1.2 no server of ours would even begin with a key that may not sign.
    guard engine.versions.contains(.tls13) || purpose.hasPrefix("extended") else { return }
    let server = try pki.issue(
      "server", extensions: purpose + "\nsubjectAltName=DNS:localhost", by: pki.root)
    for cause in try endings(engine, [server]) { #expect(fault(cause) == .wrongPurpose) }
  }

  @Test(arguments: Engine.all)
  func aChainThroughAnAuthorityIsTaken(engine: Engine) throws {
    let middle = try pki.issue("middle", extensions: FlawedPKI.authority, by: pki.root)
    let server = try pki.issue("server", extensions: Self.named, by: middle)
    #expect(try endings(engine, [server, middle]) == [nil, nil])
    for cause in try endings(engine, [server]) { #expect(fault(cause) == .unknownIssuer) }
  }
}
