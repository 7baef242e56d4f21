// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// `things tls connect` and `things tls serve`, with each other.
@Suite("things tls", .timeLimit(.minutes(5)))
struct TLSCommandTests {
  let party: TLSParty

  init() throws { party = try TLSParty() }

  var alone: [String] {
    ["--no-client-certificate", "--cert", party.file("server.pem")]
      + ["--key", party.file("server.key")]
  }
  var roots: [String] { ["--roots", party.file("ca.pem")] }

  // MARK: What is said

  @Test("each engine with each other", arguments: TLSEngineName.allCases, TLSEngineName.allCases)
  func pairs(server: TLSEngineName, client: TLSEngineName) throws {
    try party.serve(server, party.certificates("server")) { port, peer in
      let answer = try party.connect(port, client, party.certificates("device"), saying: "hello\n")
      let version = server.speaks13 && client.speaks13 ? "TLS 1.3" : "TLS 1.2"
      #expect(answer.outputText.contains("version         \(version)\n"), "\(answer.errorText)")
      #expect(answer.outputText.hasSuffix("peer            CN=localhost\nhello\n"))
      #expect(Background.wait { peer.errors.contains(": closed") }, "\(peer.errors)")
      let lines = peer.errors.split(separator: "\n")
      #expect(lines.count == 2 && lines[0].contains(version), "\(peer.errors)")
    }
  }

  @Test("a GET is answered, a request without an end too", arguments: TLSEngineName.allCases)
  func get(engine: TLSEngineName) throws {
    try party.serve(engine, alone) { port, _ in
      let answer = try party.connect(
        port, engine, roots + ["--quiet"], saying: "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(answer.status == 0, "\(answer.errorText)")
      let text = answer.outputText
      #expect(text.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"))
      #expect(text.contains("peer          nobody in particular\n"))
      let long = try party.connect(
        port, engine, roots + ["--quiet"],
        saying: "GET /" + String(repeating: "x", count: 10_000))
      #expect(long.outputText.hasPrefix("HTTP/1.1 431 "), "\(long.outputText)\(long.errorText)")
    }
  }

  @Test("what was agreed on, and why nothing was, for programs", arguments: TLSEngineName.ours)
  func json(engine: TLSEngineName) throws {
    struct Agreed: Decodable {
      var version, cipherSuite, group, applicationProtocol, peerSubject, engine: String
      var resumed, earlyDataAccepted: Bool
    }
    struct Failed: Decodable {
      struct Cause: Decodable { var side, alert, message, rule, sentence: String? }
      var error: Cause
    }
    try party.serve(engine, alone + ["--alpn", "mqtt", "--tls", "1.3"]) { port, _ in
      let fine = try party.connect(port, engine, roots + ["--json", "--alpn", "mqtt"])
      let agreed = try JSONDecoder().decode(Agreed.self, from: Data(fine.output))
      #expect(agreed.version == "TLS 1.3" && agreed.applicationProtocol == "mqtt")
      #expect(agreed.peerSubject == "CN=localhost" && agreed.engine == "book")
      let refused = try party.connect(port, engine, roots + ["--json", "--tls", "1.2"])
      #expect(refused.status != 0)
      let failed = try JSONDecoder().decode(Failed.self, from: Data(refused.output))
      #expect(failed.error.side == "server" && failed.error.alert == "protocol_version")
      #expect(refused.errorText == "Error: \(failed.error.sentence ?? "")\n")
    }
  }

  @Test("a fault is told with its message and its rule", arguments: TLSEngineName.ours)
  func fault(engine: TLSEngineName) throws {
    // A ServerHello of TLS 1.2 that chooses a suite which nobody offered, RC4 with MD5.
    let hello =
      hex("16 0303 0035 02 000031 0303") + [UInt8](repeating: 7, count: 32)
      + hex("00 0004 00 0009 0017 0000 ff01 0001 00")
    let server = try FakeServer(answering: Array(hello))
    try withExtendedLifetime(server) {
      let told = try party.connect(server.port, engine, roots + ["--name", "localhost", "--json"])
      told.expectRefusalWithOutput(saying: "the server sent", "ServerHello", "RFC ")
      #expect(told.outputText.contains(#""message":"ServerHello""#), "\(told.outputText)")
      #expect(told.outputText.contains(#""rule":"RFC "#), "\(told.outputText)")
    }
  }

  @Test("five million bytes come back as they went", arguments: TLSEngineName.allCases)
  func many(engine: TLSEngineName) throws {
    let text = String(repeating: "21.5 and a half\n", count: 320_000)
    try party.serve(engine, alone) { port, server in
      let before = try #require(server.residentKiB)
      let answer = try party.connect(port, engine, roots + ["--quiet"], saying: text)
      expectSame(answer.output, Array(text.utf8), answer.errorText)
      let after = try #require(server.residentKiB)
      #expect(after - before < 16_384, "\(before) KiB, then \(after) KiB")
    }
  }

  @Test(
    "a connection that is cut off is told from one that ended",
    .peer("openssl", package: "openssl"), arguments: TLSEngineName.allCases)
  func truncation(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server")) { port, server in
      let killed = try TestSupport.run(
        "timeout",
        ["-s", "KILL", "1", "openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-quiet"]
          + ["-cert", party.file("device.pem"), "-key", party.file("device.key")])
      #expect(killed.status != 0)
      #expect(
        Background.wait { server.errors.contains("without the goodbye of the client") },
        "\(server.errors)")
    }
    try party.withOpenSSL(
      ["-cert", party.file("server.pem"), "-key", party.file("server.key")]
    ) { port, peer in
      let pid = try #require(peer.processIdentifier)
      let cut = try TestSupport.run(
        "sh",
        [
          "-c",
          "(echo hello; sleep 1; kill -KILL $(cat /proc/\(pid)/task/\(pid)/children); sleep 1) | \"$@\"",
          "sh", Things.path, "tls",
          "connect", "127.0.0.1:\(port)",
        ] + engine.arguments + ["--roots", party.file("ca.pem")])
      cut.expectRefusal(saying: "without the goodbye of the server")
    }
  }

  // MARK: Keys of all kinds

  @Test("bare public keys, and one that nobody trusts", arguments: TLSEngineName.ours)
  func bareKeys(engine: TLSEngineName) throws {
    let (server, device) = (try party.publicKey("server"), try party.publicKey("device"))
    let theirs = [
      "--raw-public-key", "--key", party.file("server.key"), "--trusted-key", device,
    ]
    let ours = ["--raw-public-key", "--key", party.file("device.key"), "--trusted-key"]
    try party.serve(engine, theirs) { port, peer in
      let answer = try party.connect(port, engine, ours + [server], saying: "hello\n")
      #expect(answer.outputText.hasSuffix("peer            a bare public key\nhello\n"))
      try party.connect(port, engine, ours + [device]).expectRefusal(saying: "the server's")
      #expect(peer.errors.contains("a bare public key"))
    }
  }

  @Test(
    "a key shared before, alone and with an agreement, right and wrong",
    arguments: TLSEngineName.ours, ["ecdhe", "alone"])
  func sharedKey(engine: TLSEngineName, mode: String) throws {
    let mode = ["--psk-mode", mode]
    try party.serve(engine, party.sharedKey + mode) { port, peer in
      let answer = try party.connect(port, engine, party.sharedKey + mode, saying: "hello\n")
      #expect(answer.outputText.hasSuffix("the key shared as D-0001\nhello\n"))
      let wrong = ["--psk-identity", TLSParty.identity, "--psk", "ff" + TLSParty.key]
      try party.connect(port, engine, wrong + mode).expectRefusal(saying: "decrypt_error")
      let unknown = ["--psk-identity", "D-0002", "--psk", TLSParty.key]
      try party.connect(port, engine, unknown + mode).expectRefusal(saying: "unknown_psk_identity")
      #expect(Background.wait { peer.errors.contains("have no key; add the key") })
    }
  }

  @Test("a key that stays in its device", arguments: TLSEngineName.ours + [.openssl])
  func device(engine: TLSEngineName) throws {
    let (store, request) = (party.file("device"), party.file("request.pem"))
    for words in [
      ["device", "new", "--store", store, "--serial", "SN-7"],
      ["device", "request", "--store", store, "--out", request],
      [
        "ca", "issue", "--directory", party.pki.folder.path, "--device", "SN-7", "--request",
        request, "--out", "kept",
      ],
    ] {
      let done = try TestSupport.run(Things.path, words)
      try #require(done.status == 0, "\(words): \(done.errorText)")
    }
    try party.serve(engine, party.certificates("server")) { port, peer in
      let ours = roots + ["--cert", party.file("kept.pem"), "--key", "device:" + store]
      let answer = try party.connect(port, engine, ours, saying: "hello\n")
      #expect(answer.outputText.hasSuffix("hello\n"), "\(answer.errorText)")
      #expect(Background.wait { peer.errors.contains("serialNumber=SN-7") }, "\(peer.errors)")
    }
  }

  // MARK: The laboratory

  @Test("sessions and early data, and both ends' secrets", arguments: TLSEngineName.ours)
  func sessions(engine: TLSEngineName) throws {
    let log = party.file("keys")
    let served = alone + ["--session", "600", "--early-data", "100", "--keylog", log]
    try party.serve(engine, served) { port, peer in
      let early = try party.pki.folder.write("early", Array("early\n".utf8))
      let ours =
        roots + ["--session", party.file("session"), "--early-data", early]
        + ["--keylog", party.file("own")]
      let first = try party.connect(port, engine, ours, saying: "late\n")
      #expect(first.outputText.hasSuffix("early\nlate\n"), "\(first.errorText)")
      #expect(!first.outputText.contains("resumed"))
      let second = try party.connect(port, engine, ours, saying: "late\n")
      #expect(second.outputText.contains("early data      taken\n"), "\(second.errorText)")
      #expect(second.outputText.hasSuffix("early\nlate\n"))
      #expect(peer.errors.contains("resumed, with early data"), "\(peer.errors)")
      let (theirs, own) = (try lines(log), try lines(party.file("own")))
      #expect(theirs == own && theirs.contains { $0.hasPrefix("CLIENT_EARLY_TRAFFIC_SECRET") })
      for path in [log, party.file("own"), party.file("session")] {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
      }
    }
  }

  func lines(_ path: String) throws -> Set<Substring> {
    Set(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n"))
  }

  @Test("a trace of each end, and of a handshake that failed", arguments: TLSEngineName.ours)
  func trace(engine: TLSEngineName) throws {
    let (server, client) = (party.file("server.html"), party.file("client.html"))
    try party.serve(engine, alone + ["--trace", server]) { port, _ in
      let ours = roots + ["--trace", client]
      #expect(try party.connect(port, engine, ours, saying: "hello\n").status == 0)
      for path in [server, client] {
        #expect(Background.wait { FileManager.default.fileExists(atPath: path) })
        let page = try String(contentsOfFile: path, encoding: .utf8)
        #expect(page.contains("ServerHello") && page.contains("</html>"))
      }
      let shown = try party.connect(
        port, engine, ours + ["--reveal-secrets", "--keylog", party.file("keys")])
      #expect(shown.status == 0, "\(shown.errorText)")
      let page = try String(contentsOfFile: client, encoding: .utf8).filter { !$0.isWhitespace }
      for line in try lines(party.file("keys")) {
        let secret = try #require(line.split(separator: " ").last)
        #expect(page.contains(secret), "\(line)")
      }
      let other = try TLSParty()
      let failed = try party.connect(
        port, engine, ["--roots", other.file("ca.pem"), "--trace", client])
      failed.expectRefusal(saying: "the server's")
      #expect(try String(contentsOfFile: client, encoding: .utf8).contains("Alert"))
    }
  }

  // MARK: What cannot be

  @Test("options that contradict each other, and what an engine lacks")
  func refusals() throws {
    func connect(_ words: String...) throws -> Finished {
      try TestSupport.run(Things.path, ["tls", "connect", "localhost:1"] + words)
    }
    func expect(_ refused: Finished, _ words: String) {
      #expect(refused.status != 0 && refused.errorText.contains(words), "\(refused.errorText)")
    }
    let ca = party.file("ca.pem")
    expect(try connect("--roots", ca, "--trace", "x"), "--engine book")
    expect(try connect("--roots", ca, "--crypto", "portable"), "has its own cryptography")
    expect(try connect("--roots", ca, "--reveal-secrets"), "--trace")
    expect(try connect("--roots", ca, "--early-data", ca), "--session")
    expect(try connect("--roots", ca, "--raw-public-key"), "--key")
    expect(try connect("--roots", ca, "--groups", "p-521"), "there is no group 'p-521'")
    expect(try connect(), "--trusted-key")
    expect(try connect("--trusted-key", ca, "--engine", "mbedtls"), "bare public keys")
    expect(try TestSupport.run(Things.path, ["tls", "serve"]), "must prove itself")
    let served = try TestSupport.run(
      Things.path,
      ["tls", "serve", "--cert", party.file("server.pem"), "--key", party.file("server.key")])
    expect(served, "--no-client-certificate")
  }
}

extension Finished {
  /// A refusal that a program reads on standard output, too.
  func expectRefusalWithOutput(saying words: String...) {
    #expect(status == 1)
    for word in words { #expect(errorText.contains(word), "\(errorText)") }
    #expect(output.last == UInt8(ascii: "\n"))
  }
}
