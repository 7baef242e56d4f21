// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// `things tls serve` with `openssl s_client` at the other end.
@Suite("from openssl s_client", .peer("openssl", package: "openssl"), .timeLimit(.minutes(5)))
struct TLSFromOpenSSLTests {
  let party: TLSParty

  init() throws { party = try TLSParty() }

  var trust: [String] {
    ["-CAfile", party.file("ca.pem"), "-verify_return_error", "-verify_hostname", "localhost"]
  }
  var mutual: [String] {
    trust + ["-cert", party.file("device.pem"), "-key", party.file("device.key")]
  }
  var alone: [String] {
    ["--cert", party.file("server.pem"), "--key", party.file("server.key")]
      + ["--no-client-certificate"]
  }

  func expectEcho(_ answer: Finished, _ agreed: String...) {
    #expect(answer.outputText.contains("hello"), "\(answer.outputText)\(answer.errorText)")
    for fact in agreed { #expect(answer.outputText.contains(fact), "\(answer.outputText)") }
  }

  @Test("both sides prove themselves", arguments: TLSEngineName.allCases, ["1.2", "1.3"])
  func mutual(engine: TLSEngineName, version: String) throws {
    guard version == "1.2" || engine.speaks13 else { return }
    try party.serve(engine, party.certificates("server")) { port, server in
      let answer = try party.openssl(port, mutual + ["-tls1_" + version.suffix(1), "-no_ign_eof"])
      expectEcho(answer, "Verify return code: 0 (ok)")
      #expect(Background.wait { server.errors.contains("CN=SN-1,serialNumber=SN-1\n") })
      #expect(Background.wait { server.errors.contains(": closed") }, "\(server.errors)")
    }
  }

  @Test("a GET is answered with what was agreed on", arguments: TLSEngineName.allCases)
  func get(engine: TLSEngineName) throws {
    try party.serve(engine, alone) { port, _ in
      let answer = try party.openssl(
        port, trust + ["-quiet"], saying: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'"
      )
      #expect(answer.outputText.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/plain"))
      #expect(answer.outputText.contains("\r\n\r\nversion       TLS 1."))
      #expect(answer.outputText.contains("peer          nobody in particular\n"))
    }
  }

  @Test("without a certificate is turned away", arguments: TLSEngineName.allCases)
  func anonymous(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server")) { port, server in
      let answer = try party.openssl(port, trust)
      #expect(
        answer.errorText.contains("alert certificate required")
          || answer.errorText.contains("alert handshake failure"), "\(answer.errorText)")
      #expect(Background.wait { server.errors.contains("the client sent no certificate") })
      #expect(server.errors.split(separator: "\n").count == 1, "\(server.errors)")
    }
  }

  @Test(
    "every suite of TLS 1.3", arguments: TLSEngineName.ours,
    [
      "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
      "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256",
    ])
  func suites(engine: TLSEngineName, suite: String) throws {
    try party.serve(engine, party.certificates("server") + ["--ciphers", suite]) { port, _ in
      expectEcho(
        try party.openssl(
          port, mutual + ["-ciphersuites", suite, "-cipher", "ALL:@SECLEVEL=0"]),
        "Cipher is \(suite)")
    }
  }

  @Test(
    "the suites of TLS 1.2", arguments: TLSEngineName.ours,
    [
      "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
      "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-CCM8", "ECDHE-ECDSA-AES128-CCM",
    ])
  func suites12(engine: TLSEngineName, suite: String) throws {
    let ours = [
      "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
      "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
      "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
    ]
    let arguments = party.certificates("server") + ["--ciphers", ours.joined(separator: ":")]
    try party.serve(engine, arguments) { port, _ in
      expectEcho(
        try party.openssl(port, mutual + ["-tls1_2", "-cipher", "\(suite):@SECLEVEL=0"]),
        "Cipher is \(suite)", "Extended master secret: yes")
    }
  }

  @Test(
    "a group that they did not guess, and a cookie", arguments: TLSEngineName.ours,
    [[], ["--cookie"]])
  func retry(engine: TLSEngineName, cookie: [String]) throws {
    let ours = party.certificates("server") + ["--groups", "secp256r1"] + cookie
    try party.serve(engine, ours) { port, server in
      expectEcho(try party.openssl(port, mutual + ["-tls1_3", "-groups", "X25519:P-256"]))
      #expect(Background.wait { server.errors.contains("secp256r1") }, "\(server.errors)")
    }
  }

  @Test("a key shared before, in both versions", arguments: TLSEngineName.ours, ["1.2", "1.3"])
  func sharedKey(engine: TLSEngineName, version: String) throws {
    let suites = "TLS_AES_128_GCM_SHA256:TLS_PSK_WITH_AES_128_CCM_8"
    try party.serve(engine, party.sharedKey + ["--ciphers", suites]) { port, server in
      let theirs =
        ["-psk", TLSParty.key, "-psk_identity", TLSParty.identity]
        + ["-tls1_" + version.suffix(1)]
        + (version == "1.2" ? ["-cipher", "PSK-AES128-CCM8:@SECLEVEL=0"] : [])
      expectEcho(try party.openssl(port, theirs))
      #expect(Background.wait { server.errors.contains("the key shared as D-0001") })
      let wrong = try party.openssl(
        port, ["-psk", "ff" + TLSParty.key.dropFirst(2)] + Array(theirs.dropFirst(2)))
      #expect(wrong.errorText.contains("alert"), "\(wrong.errorText)")
    }
  }

  @Test("a session taken up again, and early data", arguments: TLSEngineName.ours)
  func resumption(engine: TLSEngineName) throws {
    let ours = alone + ["--session", "600", "--early-data", "1024"]
    try party.serve(engine, ours) { port, server in
      let session = party.file("session.pem")
      let first = try party.openssl(port, trust + ["-tls1_3", "-sess_out", session])
      expectEcho(first, "New, TLSv1.3")
      let again = try party.openssl(port, trust + ["-tls1_3", "-sess_in", session])
      expectEcho(again, "Reused, TLSv1.3")
      let other = party.file("early.pem")
      _ = try party.openssl(port, trust + ["-tls1_3", "-sess_out", other])
      let early = try party.pki.folder.write("early", Array("before the handshake\n".utf8))
      let sent = try party.openssl(
        port, trust + ["-tls1_3", "-sess_in", other, "-early_data", early])
      expectEcho(sent, "Early data was accepted", "before the handshake")
      #expect(server.errors.contains("with early data"), "\(server.errors)")
    }
  }

  @Test("a key that changes in the middle", arguments: TLSEngineName.ours)
  func keyUpdate(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server")) { port, server in
      let input =
        "echo one; sleep 0.3; echo K; sleep 0.3; echo two; sleep 0.3; echo k; sleep 0.3; echo hello"
      expectEcho(try party.openssl(port, mutual + ["-tls1_3"], saying: input), "one\n", "two\n")
      #expect(Background.wait { server.errors.contains(": closed") }, "\(server.errors)")
    }
  }

  @Test("a million bytes, in records of their size", arguments: TLSEngineName.ours, ["1.2", "1.3"])
  func records(engine: TLSEngineName, version: String) throws {
    try party.serve(engine, party.certificates("server")) { port, _ in
      // Without `k`, which s_client takes for a command where it stands first in what it reads.
      let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: 0x61 + $0 % 10) }
      let file = try party.pki.folder.write("million", bytes)
      let answer = try party.openssl(
        port,
        mutual + ["-quiet", "-no_ign_eof", "-tls1_" + version.suffix(1), "-max_send_frag", "600"],
        saying: "cat \(file)", seconds: 3)
      expectSame(answer.output, bytes, answer.errorText)
    }
  }

  @Test("an application protocol, and none in common", arguments: TLSEngineName.allCases)
  func applicationProtocol(engine: TLSEngineName) throws {
    let ours = party.certificates("server") + ["--alpn", "coap", "--alpn", "mqtt"]
    try party.serve(engine, ours) { port, server in
      expectEcho(try party.openssl(port, mutual + ["-alpn", "mqtt,coap"]), "ALPN protocol: coap")
      let none = try party.openssl(port, mutual + ["-alpn", "http/1.1"])
      #expect(none.errorText.contains("no application protocol"), "\(none.errorText)")
      #expect(Background.wait { server.errors.contains("no application protocol in common") })
    }
  }

  @Test("a chain that is longer than anybody needs", arguments: TLSEngineName.ours)
  func giantChain(engine: TLSEngineName) throws {
    let root = try String(contentsOfFile: party.file("ca.pem"), encoding: .utf8)
    let chain = try party.pki.folder.write(
      "giant.pem", Array(String(repeating: root, count: 300).utf8))
    try party.serve(engine, party.certificates("server")) { port, server in
      let refused = try party.openssl(port, mutual + ["-cert_chain", chain])
      #expect(refused.errorText.contains("alert illegal parameter"), "\(refused.errorText)")
      #expect(
        Background.wait {
          server.errors.contains("a message that is longer than anybody needs, in Certificate (RFC")
        }, "\(server.errors)")
    }
  }

  @Test("an answer that the certificate is not revoked, stapled", arguments: TLSEngineName.ours)
  func staple(engine: TLSEngineName) throws {
    let answer = try party.stapledAnswer()
    try party.serve(engine, alone + ["--staple", answer]) { port, _ in
      expectEcho(
        try party.openssl(port, trust + ["-status"]), "OCSP Response Status: successful",
        "Cert Status: good")
      let demanding = try party.connect(
        port, engine, ["--roots", party.file("ca.pem"), "--demand-staple"])
      #expect(demanding.status == 0, "\(demanding.errorText)")
    }
    try party.serve(engine, alone) { port, _ in
      try party.connect(port, engine, ["--roots", party.file("ca.pem"), "--demand-staple"])
        .expectRefusal(saying: "revoked")
    }
  }
}
