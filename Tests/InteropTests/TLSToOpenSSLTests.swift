// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// `things tls connect` with `openssl s_server` at the other end.
@Suite("to openssl s_server", .peer("openssl", package: "openssl"), .timeLimit(.minutes(5)))
struct TLSToOpenSSLTests {
  let party: TLSParty

  init() throws { party = try TLSParty() }

  var server: [String] { ["-cert", party.file("server.pem"), "-key", party.file("server.key")] }
  var mutual: [String] {
    server + ["-CAfile", party.file("ca.pem"), "-Verify", "2", "-verify_return_error"]
  }

  /// A line comes back turned round, after what was agreed on.
  func expectTurned(_ answer: Finished, _ agreed: String...) {
    #expect(answer.status == 0, "\(answer.errorText)")
    #expect(answer.outputText.contains("olleh"), "\(answer.outputText)")
    for fact in agreed { #expect(answer.outputText.contains(fact), "\(answer.outputText)") }
  }

  @Test("both sides prove themselves", arguments: TLSEngineName.allCases, ["1.2", "1.3"])
  func mutual(engine: TLSEngineName, version: String) throws {
    guard version == "1.2" || engine.speaks13 else { return }
    try party.withOpenSSL(mutual) { port, _ in
      let ours = party.certificates("device") + ["--tls", version]
      expectTurned(
        try party.connect(port, engine, ours, saying: "hello\n"), "TLS \(version)", "CN=localhost")
    }
  }

  @Test("a server alone", arguments: TLSEngineName.ours)
  func serverOnly(engine: TLSEngineName) throws {
    try party.withOpenSSL(server) { port, _ in
      let ours = ["--roots", party.file("ca.pem")]
      expectTurned(try party.connect(port, engine, ours, saying: "hello\n"), "TLS 1.3")
    }
  }

  @Test(
    "every suite of TLS 1.3", arguments: TLSEngineName.ours,
    [
      "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
      "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256",
    ])
  func suites(engine: TLSEngineName, suite: String) throws {
    try party.withOpenSSL(mutual + ["-ciphersuites", suite, "-cipher", "ALL:@SECLEVEL=0"]) {
      port, _ in
      let ours = party.certificates("device") + ["--ciphers", suite]
      expectTurned(try party.connect(port, engine, ours, saying: "hello\n"), suite)
    }
  }

  @Test(
    "the suites of TLS 1.2", arguments: TLSEngineName.ours,
    [
      ("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
      ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
      ("ECDHE-ECDSA-AES128-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"),
    ])
  func suites12(engine: TLSEngineName, suite: (openssl: String, iana: String)) throws {
    try party.withOpenSSL(mutual + ["-tls1_2", "-cipher", "\(suite.openssl):@SECLEVEL=0"]) {
      port, _ in
      let ours = party.certificates("device") + ["--ciphers", suite.iana]
      expectTurned(try party.connect(port, engine, ours, saying: "hello\n"), suite.iana)
    }
  }

  @Test("a group that we did not guess", arguments: TLSEngineName.ours)
  func retry(engine: TLSEngineName) throws {
    try party.withOpenSSL(mutual + ["-tls1_3", "-groups", "P-256"]) { port, _ in
      let ours = party.certificates("device") + ["--groups", "x25519:secp256r1"]
      expectTurned(try party.connect(port, engine, ours, saying: "hello\n"), "secp256r1")
    }
  }

  @Test("a key shared before, in both versions", arguments: TLSEngineName.ours, ["1.2", "1.3"])
  func sharedKey(engine: TLSEngineName, version: String) throws {
    let theirs =
      ["-psk", TLSParty.key, "-psk_identity", TLSParty.identity, "-nocert"]
      + ["-tls1_" + version.suffix(1)]
      + (version == "1.2" ? ["-cipher", "PSK-AES128-CCM8:@SECLEVEL=0"] : [])
    try party.withOpenSSL(theirs) { port, _ in
      let ours =
        party.sharedKey + (version == "1.2" ? ["--ciphers", "TLS_PSK_WITH_AES_128_CCM_8"] : [])
      expectTurned(try party.connect(port, engine, ours, saying: "hello\n"), "TLS \(version)")
    }
  }

  @Test("a session taken up again", arguments: TLSEngineName.ours)
  func resumption(engine: TLSEngineName) throws {
    try party.withOpenSSL(mutual + ["-tls1_3"]) { port, _ in
      let session = party.file("session-\(engine.rawValue.count)")
      let ours = party.certificates("device") + ["--session", session]
      let first = try party.connect(port, engine, ours, saying: "hello\n")
      expectTurned(first)
      #expect(!first.outputText.contains("resumed"))
      let mode = try FileManager.default.attributesOfItem(atPath: session)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      expectTurned(try party.connect(port, engine, ours, saying: "hello\n"), "resumed")
    }
  }

  @Test("early data", arguments: TLSEngineName.ours)
  func earlyData(engine: TLSEngineName) throws {
    let theirs = mutual + ["-tls1_3", "-early_data", "-max_early_data", "4096"]
    try party.withOpenSSL(theirs, turnsLines: false) { port, peer in
      let early = try party.pki.folder.write("early", Array("before the handshake\n".utf8))
      let ours =
        party.certificates("device")
        + ["--session", party.file("session"), "--early-data", early]
      #expect(try party.connect(port, engine, ours, saying: "x\n").status == 0)
      #expect(Background.wait { peer.output.contains("before the handshake") })
      let again = try party.connect(port, engine, ours, saying: "x\n")
      #expect(again.outputText.contains("early data      taken"), "\(again.outputText)")
      #expect(Background.wait { peer.output.contains("Early data received") }, "\(peer.output)")
    }
  }

  @Test("a key that changes in the middle", arguments: TLSEngineName.ours)
  func keyUpdate(engine: TLSEngineName) throws {
    let input =
      "sleep 1; echo K; sleep 0.3; echo one; sleep 0.3; echo k; sleep 0.3; echo two; sleep 20"
    try party.withOpenSSL(mutual + ["-tls1_3"], input: input, turnsLines: false) { port, peer in
      let answer = try TestSupport.run(
        "sh",
        ["-c", "(echo hello; sleep 3; echo later) | timeout -s KILL 20 \"$0\" \"$@\"", Things.path]
          + ["tls", "connect", "127.0.0.1:\(port)"] + engine.arguments
          + party.certificates("device"))
      #expect(answer.outputText.hasSuffix("one\ntwo\n"), "\(answer.outputText)\(answer.errorText)")
      #expect(Background.wait { peer.output.contains("later") }, "\(peer.output)")
    }
  }

  @Test("records of any size", arguments: TLSEngineName.ours, ["1.2", "1.3"])
  func records(engine: TLSEngineName, version: String) throws {
    try party.withOpenSSL(
      mutual + ["-tls1_" + version.suffix(1), "-max_send_frag", "512"]
    ) { port, _ in
      let long = String(repeating: "0123456789abcdef", count: 900) + "\n"
      let answer = try party.connect(
        port, engine, party.certificates("device") + ["--quiet"], saying: long)
      #expect(answer.outputText == String(long.dropLast().reversed()) + "\n")
    }
  }

  @Test("a record size of our own", arguments: TLSEngineName.ours)
  func recordSize(engine: TLSEngineName) throws {
    // OpenSSL 3.0 has no record_size_limit, and then TLS's own limit holds.
    try party.withOpenSSL(mutual) { port, _ in
      let ours = party.certificates("device") + ["--record-size", "512"]
      expectTurned(try party.connect(port, engine, ours, saying: "hello\n"))
    }
  }

  @Test("an application protocol, and none in common", arguments: TLSEngineName.allCases)
  func applicationProtocol(engine: TLSEngineName) throws {
    try party.withOpenSSL(mutual + ["-alpn", "coap,mqtt"]) { port, _ in
      let ours = party.certificates("device")
      expectTurned(
        try party.connect(port, engine, ours + ["--alpn", "mqtt"], saying: "hello\n"),
        "protocol        mqtt")
      try party.connect(port, engine, ours + ["--alpn", "http/1.1"])
        .expectRefusal(saying: "no_application_protocol")
    }
  }

  @Test("whom we do not trust, and who does not trust us", arguments: TLSEngineName.allCases)
  func refused(engine: TLSEngineName) throws {
    let other = try TLSParty()
    try party.withOpenSSL(mutual) { port, _ in
      try party.connect(port, engine, other.certificates("device")).expectRefusal(
        saying: "the server's")
      let forged =
        ["--roots", party.file("ca.pem")] + Array(other.certificates("device").dropFirst(2))
      try party.connect(port, engine, forged).expectRefusal(saying: "alert", "certificate")
    }
  }

  @Test("Wireshark's lines, the same as OpenSSL's", arguments: TLSEngineName.ours, ["1.2", "1.3"])
  func keyLog(engine: TLSEngineName, version: String) throws {
    let theirs = party.file("theirs-\(version)")
    let log = mutual + ["-tls1_" + version.suffix(1), "-keylogfile", theirs]
    try party.withOpenSSL(log) { port, _ in
      let ours = party.file("ours-\(version)")
      expectTurned(
        try party.connect(
          port, engine, party.certificates("device") + ["--keylog", ours], saying: "hello\n"))
      func lines(_ path: String) throws -> Set<Substring> {
        Set(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n"))
      }
      let (mine, yours) = (try lines(ours), try lines(theirs).filter { !$0.hasPrefix("#") })
      #expect(!mine.isEmpty)
      #expect(yours.isSubset(of: mine), "\(yours.subtracting(mine))")
    }
  }
}
