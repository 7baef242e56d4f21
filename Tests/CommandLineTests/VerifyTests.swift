// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// A table of chains, and beside our verdict that of `openssl verify`.
@Suite("things certificates verify", .peer("openssl", package: "openssl"))
struct VerifyTests {
  private let pki: OpenSSLAuthority

  init() throws {
    pki = try OpenSSLAuthority()
    try pki.issue("root", extensions: OpenSSLAuthority.root)
    try pki.issue("sub", by: "root", extensions: OpenSSLAuthority.intermediate)
    try pki.issue(
      "server", by: "sub",
      extensions: OpenSSLAuthority.server("DNS:www.example,IP:192.0.2.1,IP:2001:db8::1"))
    _ = try pki.bundle("chain.pem", "server", "sub")
  }

  struct Verdict: Decodable {
    struct Step: Decodable, Equatable {
      var index: Int
      var subject: String
      var serialNumber: String
    }
    var verdict: String
    var reason, rule, section: String?
    var certificate: Step?
    var path: [Step]
    var steps: [String]?
  }

  /// Both judge; `rule` is ours, `nil` if both accept.
  @discardableResult
  private func expect(
    _ rule: String?, at index: Int? = nil, roots: String = "root.pem", chain: [String],
    host: String? = "www.example", ip: String? = nil, purpose: String = "server",
    time: String? = nil, crl: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Verdict {
    let text = try chain.map { try String(contentsOfFile: pki.file($0), encoding: .utf8) }
    let bundle = try pki.folder.write("given.pem", Array(text.joined().utf8))
    var ours = ["--roots", pki.file(roots), "--chain", bundle, "--purpose", purpose]
    var theirs = ["-x509_strict", "-trusted", pki.file(roots), "-purpose", "ssl\(purpose)"]
    if chain.count > 1 {
      let others = text.dropFirst().joined()
      theirs += ["-untrusted", try pki.folder.write("others.pem", Array(others.utf8))]
    }
    if let host {
      ours += ["--host", host]
      theirs += ["-verify_hostname", host]
    }
    if let ip {
      ours += ["--ip", ip]
      theirs += ["-verify_ip", ip]
    }
    if let time {
      ours += ["--time", time]
      let seconds = try Date(time, strategy: .iso8601).timeIntervalSince1970
      theirs += ["-attime", "\(Int(seconds))"]
    }
    if let crl {
      ours += ["--crl", crl]
      theirs += ["-crl_check", "-CRLfile", crl]
    }
    let peer = try run("openssl", ["verify"] + theirs + [pki.file(chain[0])])
    #expect(
      (peer.status == 0) == (rule == nil),
      "\(peer.outputText)\(peer.errorText)", sourceLocation: sourceLocation)

    var found: Verdict?
    for crypto in ["openssl", "portable", "mbedtls"] {
      let judged = try run(
        Things.path, ["certificates", "verify", "--json", "--crypto", crypto] + ours)
      #expect(judged.status == (rule == nil ? 0 : 1), sourceLocation: sourceLocation)
      #expect(judged.errorText == "", sourceLocation: sourceLocation)
      let verdict = try JSONDecoder().decode(Verdict.self, from: Data(judged.output))
      #expect(
        verdict.verdict == (rule == nil ? "accept" : "reject"), sourceLocation: sourceLocation)
      #expect(verdict.rule == rule, sourceLocation: sourceLocation)
      #expect((verdict.reason == nil) == (rule == nil), sourceLocation: sourceLocation)
      #expect((verdict.section == nil) == (rule == nil), sourceLocation: sourceLocation)
      #expect(verdict.path.isEmpty == (rule != nil), sourceLocation: sourceLocation)
      #expect(verdict.certificate?.index == index, sourceLocation: sourceLocation)
      found = verdict
    }
    return try #require(found, sourceLocation: sourceLocation)
  }

  @Test("a good chain, by name, by address, by neither")
  func good() throws {
    let chain = ["server.pem", "sub.pem"]
    let verdict = try expect(nil, chain: chain)
    #expect(verdict.path.map(\.subject) == ["CN=server", "CN=sub", "CN=root"])
    #expect(verdict.path.map(\.index) == [0, 1, 2])
    for step in verdict.path {
      let name = String(step.subject.dropFirst(3))
      #expect(step.serialNumber.replacing(":", with: "") == pki.serial(name))
    }
    try expect(nil, chain: chain, host: nil)
    try expect(nil, chain: chain, host: nil, ip: "192.0.2.1")
    try expect(nil, chain: chain, host: nil, ip: "2001:db8::1")
    try expect(nil, chain: chain, host: "WWW.example")
  }

  @Test("the chain's order does not matter, nor do others that lead nowhere, nor a root in it")
  func order() throws {
    try pki.issue("stray", extensions: OpenSSLAuthority.root)
    try expect(nil, chain: ["server.pem", "root.pem", "stray.pem", "sub.pem"])
    try pki.issue("direct", by: "root", extensions: OpenSSLAuthority.server("DNS:www.example"))
    try expect(nil, chain: ["direct.pem"])
  }

  @Test("not yet, and no more")
  func times() throws {
    let chain = ["server.pem", "sub.pem"]
    try expect("notYetValid", at: 0, chain: chain, time: "2001-01-01T00:00:00Z")
    let late = try expect("expired", at: 0, chain: chain, time: "2049-01-01T00:00:00Z")
    #expect(late.certificate?.subject == "CN=server")
    #expect(late.section == "RFC 5280, 6.1.3 (a)(2)")
  }

  @Test("another's name")
  func names() throws {
    let chain = ["server.pem", "sub.pem"]
    try expect("otherName", at: 0, chain: chain, host: "mail.example")
    try expect("otherName", at: 0, chain: chain, host: "server")
    try expect("otherName", at: 0, chain: chain, host: nil, ip: "192.0.2.2")
  }

  @Test("another purpose")
  func purposes() throws {
    try expect(
      "otherPurpose", at: 0, chain: ["server.pem", "sub.pem"], host: nil, purpose: "client")
    try pki.issue("client", by: "sub", extensions: OpenSSLAuthority.client)
    try expect("otherPurpose", at: 0, chain: ["client.pem", "sub.pem"], host: nil)
    try expect(nil, chain: ["client.pem", "sub.pem"], host: nil, purpose: "client")
  }

  @Test("nobody who is trusted")
  func unknownRoot() throws {
    try pki.issue("stray", extensions: OpenSSLAuthority.root)
    let verdict = try expect(
      "noTrustedIssuer", at: 1, roots: "stray.pem", chain: ["server.pem", "sub.pem"])
    #expect(verdict.certificate?.subject == "CN=sub")
    try expect("noTrustedIssuer", at: 0, chain: ["server.pem"])
    // Of the root's name, with another key.
    try pki.issue("false", subject: "/CN=root", extensions: OpenSSLAuthority.root)
    try expect("signature", at: 1, roots: "false.pem", chain: ["server.pem", "sub.pem"])
  }

  @Test("more authorities than are allowed, and one that is none")
  func authorities() throws {
    try pki.issue("third", by: "sub", extensions: OpenSSLAuthority.intermediate)
    try pki.issue("far", by: "third", extensions: OpenSSLAuthority.server("DNS:www.example"))
    let verdict = try expect("pathTooLong", at: 2, chain: ["far.pem", "third.pem", "sub.pem"])
    #expect(verdict.certificate?.subject == "CN=sub")
    try pki.issue("forged", by: "server", extensions: OpenSSLAuthority.server("DNS:www.example"))
    try expect("notAnAuthority", at: 1, chain: ["forged.pem", "server.pem", "sub.pem"])
  }

  @Test("an authority that may not vouch for everybody")
  func nameConstraints() throws {
    try pki.issue(
      "confined", by: "root",
      extensions: OpenSSLAuthority.intermediate
        + "\nnameConstraints=critical,permitted;DNS:example,excluded;DNS:bank.example")
    for (name, rule) in [
      ("www.example", nil), ("www.bank.example", "nameNotPermitted"),
      ("www.other", "nameNotPermitted"),
    ] as [(String, String?)] {
      try pki.issue(name, by: "confined", extensions: OpenSSLAuthority.server("DNS:\(name)"))
      try expect(
        rule, at: rule.map { _ in 0 }, chain: ["\(name).pem", "confined.pem"], host: name)
    }
  }

  @Test("revoked, not revoked, and nobody knows")
  func revocation() throws {
    let chain = ["server.pem", "sub.pem"]
    try expect(nil, chain: chain, crl: try pki.list("clean", by: "sub"))
    let verdict = try expect(
      "revoked", at: 0, chain: chain,
      crl: try pki.list("full", by: "sub", revoking: ["other", "server"]))
    #expect(verdict.reason?.contains("keyCompromise") == true)
    // The root's list says nothing of the server.
    try expect(
      "revocationUnknown", at: 0, chain: chain, crl: try pki.list("above", by: "root"))
    // An authority that is known to be revoked is refused, though nobody asked for its list.
    let both = try ["clean", "gone"].map { name in
      try String(
        contentsOfFile: name == "clean"
          ? pki.file(name) : pki.list(name, by: "root", revoking: ["sub"]), encoding: .utf8)
    }
    let words = [
      "--roots", pki.file("root.pem"), "--chain", pki.file("chain.pem"), "--crl",
      try pki.folder.write("both", Array(both.joined().utf8)),
    ]
    let judged = try run(Things.path, ["certificates", "verify", "--json"] + words)
    #expect(judged.status == 1 && judged.outputText.contains(#""rule" : "revoked""#))
    #expect(judged.outputText.contains(#""subject" : "CN=sub""#))

    for (name, word) in [("server.pem", "no X509 CRL"), ("none", "cannot read the list")] {
      let refused = try run(
        Things.path,
        ["certificates", "verify", "--crl", pki.file(name)] + words.dropLast(2))
      #expect(refused.status == 2 && refused.errorText.contains(word), "\(refused.errorText)")
    }
  }

  @Test("RSA, and a chain of other curves than ours")
  func algorithms() throws {
    try pki.issue("rsa", key: ["-newkey", "rsa:2048"], extensions: OpenSSLAuthority.root)
    try pki.issue(
      "below", by: "rsa", key: ["-newkey", "rsa:2048"],
      extensions: OpenSSLAuthority.server("DNS:www.example"))
    try expect(nil, roots: "rsa.pem", chain: ["below.pem"])
  }

  /// Go's crypto/x509 writes no basicConstraints and no subjectKeyIdentifier into an end entity
  /// unless told, and makes identifiers of SHA-1.
  @Test("a chain as Go makes it")
  func goStyle() throws {
    try pki.issue(
      "go root",
      extensions: """
        keyUsage=critical,digitalSignature,keyCertSign
        basicConstraints=critical,CA:TRUE
        subjectKeyIdentifier=hash
        """)
    try pki.issue(
      "go", by: "go root", subject: "/O=Acme Co",
      extensions: """
        keyUsage=critical,digitalSignature
        extendedKeyUsage=serverAuth
        subjectKeyIdentifier=none
        authorityKeyIdentifier=keyid
        subjectAltName=DNS:www.example
        """)
    try expect(nil, roots: "go root.pem", chain: ["go.pem"])
    try expect("otherName", at: 0, roots: "go root.pem", chain: ["go.pem"], host: "acme.example")
  }

  @Test("a chain of certtool's", .peer("certtool", package: "gnutls-bin"))
  func certtool() throws {
    func certtool(_ arguments: String..., template: String) throws {
      let file = try pki.folder.write(
        "template", Array((template + "\nexpiration_days = 900\n").utf8))
      let done = try run("certtool", arguments + ["--template", file])
      try #require(done.status == 0, "\(done.errorText)")
    }
    for name in ["tls ca", "tls server"] {
      try certtool(
        "--generate-privkey", "--key-type", "ecdsa", "--curve", "secp256r1", "--outfile",
        pki.file("\(name).key"), template: "")
    }
    try certtool(
      "--generate-self-signed", "--load-privkey", pki.file("tls ca.key"), "--outfile",
      pki.file("tls ca.pem"), template: "cn = \"tls ca\"\nca\ncert_signing_key")
    try certtool(
      "--generate-certificate", "--load-privkey", pki.file("tls server.key"),
      "--load-ca-certificate", pki.file("tls ca.pem"), "--load-ca-privkey",
      pki.file("tls ca.key"), "--outfile", pki.file("tls server.pem"),
      template: "cn = \"www\"\ndns_name = \"www.example\"\nip_address = \"192.0.2.1\"\n"
        + "signing_key\ntls_www_server")
    try expect(nil, roots: "tls ca.pem", chain: ["tls server.pem"])
    try expect(nil, roots: "tls ca.pem", chain: ["tls server.pem"], host: nil, ip: "192.0.2.1")
    try expect(
      "otherPurpose", at: 0, roots: "tls ca.pem", chain: ["tls server.pem"], host: nil,
      purpose: "client")
  }

  @Test("what is issued by things ca is accepted, by both")
  func ours() throws {
    let made = try PKI()
    let words = ["--roots", made.file("ca.pem"), "--chain"]
    let server = try run(
      Things.path,
      ["certificates", "verify"] + words + [made.file("server.pem"), "--host", "localhost"])
    #expect(server.status == 0, "\(server.outputText)")
    #expect(server.outputText.hasPrefix("accept\n"))
    let device = try run(
      Things.path,
      ["certificates", "verify"] + words + [made.file("device.pem"), "--purpose", "client"])
    #expect(device.status == 0, "\(device.outputText)")
  }

  @Test("more certificates may come from a file of their own")
  func intermediates() throws {
    let words = ["certificates", "verify", "--roots", pki.file("root.pem")]
    let chain = ["--chain", pki.file("server.pem")]
    #expect(try run(Things.path, words + chain).status == 1)
    let found = try run(Things.path, words + chain + ["--intermediates", pki.file("sub.pem")])
    #expect(found.status == 0)
    #expect(found.outputText.contains("CN=sub"))
  }

  @Test("the steps of the search are told, and the text is no wider than 100 columns")
  func explained() throws {
    let long = String(repeating: "long ", count: 12) + "name"
    try pki.issue(
      "long", by: "sub", subject: "/O=\(long)/OU=\(long)/CN=\(long)",
      extensions: OpenSSLAuthority.server("DNS:www.example"))
    for (host, status) in [("www.example", Int32(0)), ("other.example", 1)] {
      let told = try run(
        Things.path,
        [
          "certificates", "verify", "--roots", pki.file("root.pem"), "--chain",
          pki.file("long.pem"), "--intermediates", pki.file("sub.pem"), "--host", host, "--explain",
        ])
      #expect(told.status == status)
      #expect(told.outputText.contains("end entity"))
      #expect(told.outputText.contains(status == 0 ? "accept\n" : "reject\n"))
      for line in told.outputText.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }
  }

  @Test("the roots of the system can all be read")
  func systemRoots() throws {
    let path = "/etc/ssl/certs/ca-certificates.crt"
    try #require(FileManager.default.fileExists(atPath: path), "install ca-certificates")
    try expect("noTrustedIssuer", at: 1, chain: ["server.pem", "sub.pem"], system: path)
  }

  private func expect(_ rule: String, at index: Int, chain: [String], system: String) throws {
    let bundle = try pki.bundle("system-chain.pem", "server", "sub")
    let judged = try run(
      Things.path,
      ["certificates", "verify", "--json", "--roots", system, "--chain", bundle])
    #expect(judged.status == 1, "\(judged.errorText)")
    // Some of them are no DER, and are passed over; most are read.
    let passedOver = judged.errorText.split(separator: "\n")
    #expect(passedOver.allSatisfy { $0.hasPrefix("passed over: ") } && passedOver.count < 5)
    let verdict = try JSONDecoder().decode(Verdict.self, from: Data(judged.output))
    #expect(verdict.rule == rule && verdict.certificate?.index == index)
  }

  @Test("what is no certificate is said in one sentence, with exit code 2")
  func badFiles() throws {
    let good = pki.file("server.pem")
    let text = Array("hello\n".utf8)
    let pem = try String(contentsOfFile: good, encoding: .utf8)
    let files: [(String, [String])] = [
      (pki.file("none.pem"), ["cannot read the chain", "check the path"]),
      (try pki.folder.write("empty", []), ["is empty"]),
      (try pki.folder.write("text", text), ["holds no CERTIFICATE"]),
      (pki.file("server.key"), ["holds a PRIVATE KEY and no CERTIFICATE"]),
      (
        try pki.folder.write(
          "evil", Array("-----BEGIN \u{1B}[31mX-----\nAAAA\n-----END \u{1B}[31mX-----\n".utf8)),
        ["and no CERTIFICATE"]
      ),
      (try pki.folder.write("cut", Array(pem.dropLast(30).utf8)), ["line", "END"]),
      (try pki.folder.write("der", [0x30, 0x82, 0x01, 0x00, 1, 2, 3]), ["Certificate, at byte 0"]),
      (pki.folder.path, ["cannot read the chain"]),
    ]
    for (path, words) in files {
      for option in ["--chain", "--roots", "--intermediates"] {
        var arguments = ["--chain": good, "--roots": good]
        arguments[option] = path
        let refused = try run(
          Things.path, ["certificates", "verify"] + arguments.flatMap { [$0, $1] })
        #expect(refused.status == 2, "\(path)")
        #expect(refused.outputText == "" && !refused.errorText.contains("\u{1B}"))
        let said = refused.errorText.trimmingCharacters(in: .newlines)
        #expect(said.hasPrefix("Error: ") && !said.contains("\n"), "\(said)")
        if option == "--chain" { for word in words { #expect(said.contains(word), "\(said)") } }
      }
      for verb in ["inspect", "lint"] {
        #expect(try run(Things.path, ["certificates", verb, path]).status == 2, "\(path)")
      }
    }
    // Of several, the one that is none is named.
    let two = try pki.folder.write(
      "two", Array((pem + "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n").utf8))
    let second = try run(Things.path, ["certificates", "inspect", two])
    #expect(second.status == 2 && second.errorText.contains("certificate 2"))
  }

  @Test(
    "words that make no sense",
    arguments: [
      ["--host", "a", "--ip", "192.0.2.1"], ["--host", ""], ["--host", "192.0.2.1"],
      ["--ip", "www.example"], ["--time", "tomorrow"], ["--purpose", "email"],
      ["--crypto", "none"],
    ])
  func usage(words: [String]) throws {
    let refused = try run(
      Things.path, ["certificates", "verify", "--roots", "r", "--chain", "c"] + words)
    #expect(refused.status == 64 && refused.errorText.hasPrefix("Error: "))
  }
}
