// SPDX-License-Identifier: Apache-2.0
import ProgramSupport
import TestSupport
import Testing

/// Our TLS and tlslite-ng's, each way: it is written in Python alone, and shares nothing with the
/// libraries that everybody uses.
@Suite("tlslite-ng", .pythonPeer("tlslite-ng"), .timeLimit(.minutes(5)))
struct TLSTlsliteTests {
  let party: TLSParty
  let script = PythonScript("tlslite_peer.py")

  init() throws { party = try TLSParty() }

  static let versions = ["1.2", "1.3"]

  func credentials(_ name: String) -> [String] {
    ["--cert", party.file("\(name).pem"), "--key", party.file("\(name).key")]
  }

  var sharedKey: [String] { ["--psk-identity", TLSParty.identity, "--psk", TLSParty.key] }

  func client(_ port: Int, _ arguments: [String]) throws -> Finished {
    try script.run(["client", "\(port)"] + arguments)
  }

  func expect(
    _ answer: Finished, _ agreed: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for fact in agreed {
      #expect(
        answer.outputText.contains(fact), "\(answer.outputText)\(answer.errorText)",
        sourceLocation: sourceLocation)
    }
  }

  // MARK: Its client

  @Test("its client proves itself, and hears us", arguments: TLSEngineName.allCases, versions)
  func client(engine: TLSEngineName, version: String) throws {
    guard version == "1.2" || engine.speaks13 else { return }
    // Its client of 1.2 goes away from a server that wants no RSA of it, and ours does not.
    let isKnown = version == "1.3"
    let trust =
      isKnown
      ? party.certificates("server")
      : ["--no-client-certificate"] + party.certificates("server").dropFirst(2)
    try party.serve(engine, trust) { port, server in
      expect(
        try client(port, (isKnown ? credentials("device") : []) + ["--version", version]),
        "version TLS \(version)\n", "heard hello\n")
      #expect(Background.wait { server.errors.contains(": closed") }, "\(server.errors)")
    }
  }

  @Test(
    "its client, with every suite", arguments: TLSEngineName.ours,
    ["aes128gcm", "aes256gcm", "chacha20-poly1305", "aes128ccm", "aes128ccm_8"])
  func clientSuites(engine: TLSEngineName, cipher: String) throws {
    let suites = [
      "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
      "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256",
    ].joined(separator: ":")
    try party.serve(engine, party.certificates("server") + ["--ciphers", suites]) { port, _ in
      expect(
        try client(port, credentials("device") + ["--cipher", cipher]), "cipher \(cipher) ",
        "heard hello\n")
    }
  }

  @Test("its client guesses another group", arguments: TLSEngineName.ours, [[], ["--cookie"]])
  func clientRetry(engine: TLSEngineName, cookie: [String]) throws {
    let ours = party.certificates("server") + ["--groups", "x25519"] + cookie
    try party.serve(engine, ours) { port, _ in
      expect(
        try client(port, credentials("device") + ["--group", "secp256r1"]), "group 29\n",
        "heard hello\n")
    }
  }

  @Test(
    "its client has a key shared before", arguments: TLSEngineName.ours,
    [("ecdhe", "psk_dhe_ke"), ("alone", "psk_ke")])
  func clientKey(engine: TLSEngineName, mode: (ours: String, theirs: String)) throws {
    try party.serve(engine, party.sharedKey + ["--psk-mode", mode.ours]) { port, _ in
      expect(try client(port, sharedKey + ["--psk-mode", mode.theirs]), "heard hello\n")
    }
  }

  @Test("its client changes keys, in small records", arguments: TLSEngineName.ours)
  func clientUpdate(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server") + ["--record-size", "100"]) { port, _ in
      expect(
        try client(port, credentials("device") + ["--update", "--record-size", "64"]),
        "heard hello,again\n")
    }
  }

  @Test("its client comes back", arguments: TLSEngineName.ours)
  func clientResumption(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server") + ["--session", "600"]) { port, server in
      expect(
        try client(port, credentials("device") + ["--again"]), "resumed False\n", "resumed True\n")
      #expect(Background.wait { server.errors.contains("resumed") }, "\(server.errors)")
    }
  }

  @Test(
    "what it sends without end, after the handshake", arguments: TLSEngineName.ours,
    [
      ("updates", "more empty records, warnings or key updates than anybody needs, in KeyUpdate"),
      ("empty", "more empty records, warnings or key updates than anybody needs"),
      ("hellos", "a message that has no place here, in ClientHello"),
    ])
  func flood(engine: TLSEngineName, flood: (kind: String, sentence: String)) throws {
    try party.serve(engine, party.certificates("server")) { port, server in
      let before = try #require(server.residentKiB)
      let told = try script.run(
        ["flood", "\(port)", "--kind", flood.kind] + credentials("device"))
      #expect(told.outputText.hasPrefix("refused:"), "\(told.outputText)\(told.errorText)")
      #expect(Background.wait { server.errors.contains(flood.sentence) }, "\(server.errors)")
      // Where the flood came with the Finished, nobody was told of a connection before.
      #expect(server.errors.split(separator: "\n").count <= 2, "\(server.errors)")
      let after = try #require(server.residentKiB)
      #expect(after - before < 16_384, "\(before) KiB, then \(after) KiB")
    }
  }

  // MARK: Its server

  func withServer(
    _ arguments: [String], _ work: (_ port: Int, _ peer: Background) throws -> Void
  ) throws {
    let port = try FakeServer(answering: []).port
    let peer = try script.start(["server", "\(port)"] + arguments)
    try withExtendedLifetime(peer) {
      try #require(Background.wait { canConnect(to: port) }, "\(peer.errors)")
      try work(port, peer)
    }
  }

  @Test("its server hears us, and we it", arguments: TLSEngineName.allCases, versions)
  func server(engine: TLSEngineName, version: String) throws {
    guard version == "1.2" || engine.speaks13 else { return }
    try withServer(credentials("server") + ["--version", version]) { port, peer in
      expect(
        try party.connect(port, engine, party.certificates("device"), saying: "hello\n"),
        "TLS \(version)", "hello\n")
      #expect(Background.wait { peer.output.contains("ended well") }, "\(peer.output)")
      #expect(peer.output.contains("the client showed a certificate"))
    }
  }

  @Test("its server wants another group", arguments: TLSEngineName.ours)
  func serverRetry(engine: TLSEngineName) throws {
    try withServer(credentials("server") + ["--group", "secp256r1"]) { port, _ in
      let ours = party.certificates("device") + ["--groups", "x25519:secp256r1"]
      expect(try party.connect(port, engine, ours, saying: "hello\n"), "secp256r1", "hello\n")
    }
  }

  @Test(
    "its server has a key shared before", arguments: TLSEngineName.ours,
    [("ecdhe", "psk_dhe_ke"), ("alone", "psk_ke")])
  func serverKey(engine: TLSEngineName, mode: (ours: String, theirs: String)) throws {
    try withServer(sharedKey + ["--psk-mode", mode.theirs]) { port, _ in
      let ours = party.sharedKey + ["--psk-mode", mode.ours]
      expect(try party.connect(port, engine, ours, saying: "hello\n"), "hello\n")
    }
  }

  @Test("its server changes keys, in small records", arguments: TLSEngineName.ours)
  func serverUpdate(engine: TLSEngineName) throws {
    try withServer(credentials("server") + ["--update", "--record-size", "64"]) { port, _ in
      let ours = party.certificates("device") + ["--record-size", "100"]
      let long = String(repeating: "0123456789abcdef", count: 250) + "\n"
      let answer = try party.connect(port, engine, ours + ["--quiet"], saying: long)
      #expect(answer.outputText == long, "\(answer.errorText)")
    }
  }

  @Test("its server takes us back", arguments: TLSEngineName.ours)
  func serverResumption(engine: TLSEngineName) throws {
    try withServer(credentials("server")) { port, _ in
      let ours = party.certificates("device") + ["--session", party.file("session")]
      expect(try party.connect(port, engine, ours, saying: "hello\n"), "hello\n")
      expect(try party.connect(port, engine, ours, saying: "hello\n"), "resumed", "hello\n")
    }
  }
}
