// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Our TLS and GnuTLS's, each way.
@Suite("GnuTLS", .peer("gnutls-cli", package: "gnutls-bin"), .timeLimit(.minutes(5)))
struct TLSGnuTLSTests {
  let party: TLSParty

  init() throws { party = try TLSParty() }

  static let versions = ["1.2", "1.3"]

  func priority(_ version: String, _ more: String = "") -> String {
    "NORMAL:-VERS-ALL:+VERS-TLS\(version)" + more
  }

  func credentials(_ name: String) -> [String] {
    [
      "--x509certfile", party.file("\(name).pem"), "--x509keyfile", party.file("\(name).key"),
      "--x509cafile", party.file("ca.pem"),
    ]
  }

  /// A bare public key and its private one, as GnuTLS takes them.
  func bareKey(_ name: String) throws -> [String] {
    [
      "--rawpkkeyfile", party.file("\(name).key"), "--rawpkfile", try party.publicKey(name),
    ]
  }

  func client(_ port: Int, _ arguments: [String]) throws -> Finished {
    try TestSupport.run(
      "sh",
      [
        "-c", "(echo hello; sleep 1) | timeout -s KILL 20 gnutls-cli \"$@\" localhost", "sh",
        "--port", "\(port)",
      ] + arguments)
  }

  func expectEcho(
    _ answer: Finished, _ agreed: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    // Its own words and the echo are on one stream.
    let lines = answer.outputText.split(separator: "\n")
    #expect(
      lines.contains("hello"), "\(answer.outputText)\(answer.errorText)",
      sourceLocation: sourceLocation)
    for fact in agreed {
      #expect(
        answer.outputText.contains(fact), "\(answer.outputText)", sourceLocation: sourceLocation)
    }
  }

  // MARK: gnutls-cli to us

  @Test(
    "gnutls-cli: both sides prove themselves", arguments: TLSEngineName.allCases, versions)
  func client(engine: TLSEngineName, version: String) throws {
    guard version == "1.2" || engine.speaks13 else { return }
    try party.serve(engine, party.certificates("server")) { port, server in
      expectEcho(
        try client(port, credentials("device") + ["--priority", priority(version)]),
        "TLS\(version)")
      #expect(Background.wait { server.errors.contains("CN=SN-1") }, "\(server.errors)")
    }
  }

  @Test("gnutls-cli: bare public keys", arguments: TLSEngineName.ours)
  func rawClient(engine: TLSEngineName) throws {
    let ours = ["--raw-public-key", "--key", party.file("server.key")]
    let theirs = try bareKey("device")
    try party.serve(engine, ours + ["--trusted-key", party.file("device.pub")]) { port, server in
      let kinds = ":+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK"
      expectEcho(
        try client(port, theirs + ["--insecure", "--priority", priority("1.3", kinds)]), "Raw")
      #expect(Background.wait { server.errors.contains("a bare public key") }, "\(server.errors)")
    }
  }

  /// In 1.2, gnutls-cli 3.7.9 ends with a segmentation fault after the handshake, whichever
  /// server it speaks with; GnuTLS's server shows that version below.
  @Test("gnutls-cli: a key shared before", arguments: TLSEngineName.ours)
  func sharedClient(engine: TLSEngineName) throws {
    try party.serve(engine, party.sharedKey) { port, server in
      let theirs = [
        "--pskusername", TLSParty.identity, "--pskkey", TLSParty.key, "--priority",
        priority("1.3", ":-KX-ALL:+ECDHE-PSK:+PSK"),
      ]
      expectEcho(try client(port, theirs))
      #expect(Background.wait { server.errors.contains("the key shared as D-0001") })
    }
  }

  @Test("gnutls-cli: small records", arguments: TLSEngineName.ours)
  func recordSize(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server") + ["--record-size", "512"]) { port, _ in
      expectEcho(try client(port, credentials("device") + ["--recordsize", "512"]))
    }
  }

  @Test("gnutls-cli: comes back, and changes its key", arguments: TLSEngineName.ours)
  func resumedClient(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server") + ["--session", "600"]) { port, server in
      let answer = try client(
        port, credentials("device") + ["--resume", "--priority", priority("1.3")])
      expectEcho(answer, "This is a resumed session")
      #expect(server.errors.contains("resumed"), "\(server.errors)")
    }
  }

  @Test("gnutls-cli: a group that it did not guess", arguments: TLSEngineName.ours)
  func retriedClient(engine: TLSEngineName) throws {
    let ours = party.certificates("server") + ["--groups", "secp256r1", "--cookie"]
    try party.serve(engine, ours) { port, _ in
      let groups = ":-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1"
      expectEcho(
        try client(
          port,
          credentials("device") + ["--single-key-share", "--priority", priority("1.3", groups)]))
    }
  }

  // MARK: We to gnutls-serv

  func withServer(
    _ arguments: [String], _ work: (_ port: Int, _ peer: Background) throws -> Void
  ) throws {
    try party.withPeer("gnutls-serv", { ["--echo", "--port", "\($0)"] + arguments }, work)
  }

  func expectHello(_ answer: Finished, _ agreed: String...) {
    #expect(answer.status == 0, "\(answer.errorText)")
    #expect(answer.outputText.hasSuffix("hello\n"), "\(answer.outputText)")
    for fact in agreed { #expect(answer.outputText.contains(fact), "\(answer.outputText)") }
  }

  @Test(
    "gnutls-serv: both sides prove themselves", .peer("gnutls-serv", package: "gnutls-bin"),
    arguments: TLSEngineName.allCases, versions)
  func server(engine: TLSEngineName, version: String) throws {
    guard version == "1.2" || engine.speaks13 else { return }
    let theirs = credentials("server") + ["--require-client-cert", "--priority", priority(version)]
    try withServer(theirs) { port, _ in
      expectHello(
        try party.connect(port, engine, party.certificates("device"), saying: "hello\n"),
        "TLS \(version)", "CN=localhost")
    }
  }

  @Test("gnutls-serv: bare public keys", arguments: TLSEngineName.ours)
  func rawServer(engine: TLSEngineName) throws {
    let kinds = ":+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK"
    let theirs = try bareKey("server") + ["--priority", priority("1.3", kinds)]
    try withServer(theirs) { port, _ in
      let ours = [
        "--raw-public-key", "--key", party.file("device.key"), "--trusted-key",
        party.file("server.pub"),
      ]
      expectHello(
        try party.connect(port, engine, ours, saying: "hello\n"), "a bare public key")
      let others = Array(ours.dropLast()) + [try party.publicKey("device")]
      try party.connect(port, engine, others).expectRefusal(saying: "trust")
    }
  }

  @Test("gnutls-serv: a key shared before", arguments: TLSEngineName.ours, versions)
  func sharedServer(engine: TLSEngineName, version: String) throws {
    let file = try party.pki.folder.write(
      "psk", Array("\(TLSParty.identity):\(TLSParty.key)\n".utf8))
    let theirs = [
      "--pskpasswd", file, "--priority", priority(version, ":-KX-ALL:+ECDHE-PSK:+PSK"),
    ]
    try withServer(theirs) { port, _ in
      expectHello(
        try party.connect(port, engine, party.sharedKey, saying: "hello\n"), "TLS \(version)")
    }
  }

  @Test("gnutls-serv: small records", arguments: TLSEngineName.ours, versions)
  func serverRecordSize(engine: TLSEngineName, version: String) throws {
    let theirs = credentials("server") + ["--recordsize", "700", "--priority", priority(version)]
    try withServer(theirs) { port, _ in
      let ours = party.certificates("device") + ["--record-size", "512"]
      let long = String(repeating: "0123456789abcdef", count: 250) + "\n"
      let answer = try party.connect(port, engine, ours + ["--quiet"], saying: long)
      #expect(answer.outputText == long, "\(answer.errorText)")
    }
  }

  @Test("gnutls-serv: we come back", arguments: TLSEngineName.ours)
  func resumedServer(engine: TLSEngineName) throws {
    try withServer(credentials("server") + ["--priority", priority("1.3")]) { port, _ in
      let ours = party.certificates("device") + ["--session", party.file("session")]
      expectHello(try party.connect(port, engine, ours, saying: "hello\n"))
      expectHello(try party.connect(port, engine, ours, saying: "hello\n"), "resumed")
    }
  }
}
