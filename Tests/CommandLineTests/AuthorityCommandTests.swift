// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

@Suite("things ca", .peer("openssl", package: "openssl"))
struct AuthorityCommandTests {
  private let folder: TemporaryFolder
  private var pki: String { folder.path + "/pki" }

  init() throws {
    folder = try TemporaryFolder()
    _ = try ca("init", "--directory", folder.path + "/pki", "--name", "Root")
  }

  @discardableResult
  private func ca(_ words: String..., seconds: Int = 30) throws -> Finished {
    let done = try run(Things.path, ["ca"] + words, seconds: seconds)
    try #require(done.status == 0, "\(words): \(done.errorText)")
    return done
  }

  private func refuse(_ words: String...) throws -> Finished {
    try run(Things.path, ["ca"] + words)
  }

  /// What `openssl verify` says: nil if it accepts.
  private func complaint(_ words: String...) throws -> String? {
    let said = try run("openssl", ["verify", "-x509_strict"] + words)
    return said.status == 0 ? nil : said.outputText + said.errorText
  }

  private struct Shown: Decodable {
    var serialNumber: String
    var subject: String
    var profile: String
    var state: String
    var reason: String?
    var replaces: String?
  }

  private func list(_ more: String...) throws -> [Shown] {
    let json = try run(Things.path, ["ca", "list", "--directory", pki, "--json"] + more)
    return try JSONDecoder().decode([Shown].self, from: Data(json.output))
  }

  @Test("every profile is listed and good for what it says alone")
  func profiles() throws {
    try ca("issue", "--directory", pki, "--server", "a.example", "--out", "server")
    try ca("issue", "--directory", pki, "--device", "SN-1", "--out", "device")
    try ca("issue", "--directory", pki, "--client", "operator", "--short-lived", "8")
    let type = ["--hardware-type", "1.3.6.1.4.1.32473.1"]
    _ = try run(
      Things.path,
      ["ca", "issue", "--directory", pki, "--device", "SN-2", "--out", "idevid", "--initial"] + type
    )
    try ca("issue", "--directory", pki, "--ocsp-responder", "answers")
    let listed = try list()
    #expect(
      listed.map(\.profile) == [
        "authority", "server", "device", "client", "initial-device", "ocsp-responder",
      ])
    #expect(listed.allSatisfy { $0.state == "valid" })
    for (name, purpose) in [
      ("server", "sslserver"), ("device", "sslclient"), ("client", "sslclient"),
      ("idevid", "sslclient"),
    ] {
      let file = "\(pki)/\(name).pem"
      #expect(try complaint("-CAfile", "\(pki)/ca.pem", "-purpose", purpose, file) == nil)
      let other = purpose == "sslserver" ? "sslclient" : "sslserver"
      #expect(
        try complaint("-CAfile", "\(pki)/ca.pem", "-purpose", other, file)?
          .contains("purpose") == true)
    }
    let text = try run("openssl", ["x509", "-in", "\(pki)/idevid.pem", "-noout", "-text"])
    #expect(text.outputText.contains("Not After : Dec 31 23:59:59 9999 GMT"))
  }

  @Test("an authority below vouches within its bounds, and its chain comes along")
  func intermediate() throws {
    let below = folder.path + "/below"
    try ca(
      "intermediate", "--directory", pki, "--into", below, "--name", "Site", "--permit-dns",
      "site.example", "--permit-ip", "192.0.2.0/24")
    try ca("issue", "--directory", below, "--server", "a.site.example", "--out", "good")
    try ca("issue", "--directory", below, "--server", "192.0.2.7", "--out", "address")
    try ca("issue", "--directory", below, "--server", "b.example", "--out", "bad")
    func verify(_ name: String) throws -> String? {
      let file = "\(below)/\(name).pem"
      return try complaint(
        "-CAfile", "\(below)/root.pem", "-untrusted", file, "-purpose", "sslserver", file)
    }
    #expect(try verify("good") == nil)
    #expect(try verify("address") == nil)
    #expect(try verify("bad")?.contains("subtree violation") == true)
    try refuse("intermediate", "--directory", pki, "--into", below, "--name", "Again")
      .expectRefusal(saying: "there already")
    try refuse("rotate", "--directory", below).expectRefusal(saying: "stands below another")
  }

  @Test("a revoked certificate is refused by list and by responder, with the reason")
  func revoked() throws {
    try ca("issue", "--directory", pki, "--device", "SN-1", "--out", "good")
    try ca("issue", "--directory", pki, "--device", "SN-2", "--out", "bad")
    try ca(
      "revoke", "--directory", pki, "--certificate", "\(pki)/bad.pem", "--reason", "keyCompromise")
    try ca("crl", "--directory", pki)
    func verify(_ name: String) throws -> String? {
      try complaint(
        "-CAfile", "\(pki)/ca.pem", "-CRLfile", "\(pki)/ca.crl", "-crl_check",
        "\(pki)/\(name).pem")
    }
    #expect(try verify("good") == nil)
    #expect(try verify("bad")?.contains("certificate revoked") == true)
    try withThings(["ca", "ocsp", "--directory", pki]) { port, _ in
      for (name, expected) in [("good", "good"), ("bad", "revoked")] {
        let said = try run(
          "openssl",
          [
            "ocsp", "-issuer", "\(pki)/ca.pem", "-CAfile", "\(pki)/ca.pem", "-cert",
            "\(pki)/\(name).pem", "-url", "http://127.0.0.1:\(port)/",
          ])
        let text = said.outputText + said.errorText
        #expect(text.contains("Response verify OK") && text.contains(": \(expected)"), "\(text)")
      }
    }
    let shown = try list("--state", "revoked")
    #expect(shown.map(\.subject) == ["CN=SN-2, serialNumber=SN-2"])
    #expect(shown.first?.reason == "keyCompromise")
    try refuse("revoke", "--directory", pki, "--certificate", "\(pki)/bad.pem")
      .expectRefusal(saying: "already", "keyCompromise")
    try refuse("renew", "--directory", pki, "--certificate", "\(pki)/bad.pem")
      .expectRefusal(saying: "revoked")
    try refuse("revoke", "--directory", pki, "--serial", "00").expectRefusal(saying: "ca.sqlite")
  }

  @Test("a renewal leaves the old pair beside the new one, and both good")
  func renewal() throws {
    try ca("issue", "--directory", pki, "--server", "a.example")
    let before = try Data(contentsOf: URL(fileURLWithPath: "\(pki)/server.key"))
    let file = "\(pki)/server.pem"
    let notYet = try ca("renew", "--directory", pki, "--certificate", file, "--within", "30")
    #expect(notYet.outputText.contains("nothing was done"))
    try ca("renew", "--directory", pki, "--certificate", file)
    #expect(try Data(contentsOf: URL(fileURLWithPath: "\(pki)/server.old.key")) == before)
    #expect(try Data(contentsOf: URL(fileURLWithPath: "\(pki)/server.key")) != before)
    #expect(try complaint("-CAfile", "\(pki)/ca.pem", file, "\(pki)/server.old.pem") == nil)
    let listed = try list()
    #expect(listed.map(\.state) == ["valid", "replaced", "valid"])
    #expect(listed[2].replaces == listed[1].serialNumber)
    for name in ["server", "server.old"] {
      let key = try run("openssl", ["pkey", "-in", "\(pki)/\(name).key", "-pubout"])
      let own = try run("openssl", ["x509", "-in", "\(pki)/\(name).pem", "-noout", "-pubkey"])
      #expect(key.output == own.output && key.status == 0)
    }
  }

  @Test("a request's key is certified if its sender holds it")
  func request() throws {
    let csr = folder.path + "/a.csr"
    let made = try run(
      "openssl",
      [
        "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
        "/CN=whoever", "-keyout", folder.path + "/a.key", "-out", csr,
      ])
    try #require(made.status == 0, "\(made.errorText)")
    try ca("issue", "--directory", pki, "--device", "SN-1", "--request", csr, "--out", "asked")
    #expect(try complaint("-CAfile", "\(pki)/ca.pem", "\(pki)/asked.pem") == nil)
    #expect(!FileManager.default.fileExists(atPath: "\(pki)/asked.key"))
    #expect(try list().last?.subject == "CN=SN-1, serialNumber=SN-1", "the authority decides")
    // The same with one bit of its signature changed.
    var der = try run("openssl", ["req", "-in", csr, "-outform", "DER"]).output
    der[der.count - 1] ^= 1
    let spoilt = try run(
      "openssl", ["req", "-inform", "DER", "-outform", "PEM"], input: der
    ).output
    let path = try folder.write("spoilt.csr", spoilt)
    let refused = try refuse(
      "issue", "--directory", pki, "--device", "SN-2", "--request", path)
    refused.expectRefusal(saying: "spoilt.csr", "signature")
    #expect(try list().count == 2)
  }

  @Test("a rotation keeps both roots good, and goes on where it was cut off")
  func rotation() throws {
    try ca("issue", "--directory", pki, "--device", "SN-1", "--out", "before")
    let oldKey = try Data(contentsOf: URL(fileURLWithPath: "\(pki)/ca.key"))
    let oldRoot = try Data(contentsOf: URL(fileURLWithPath: "\(pki)/ca.pem"))
    try ca("rotate", "--directory", pki)
    try ca("issue", "--directory", pki, "--device", "SN-2", "--out", "after")
    func check() throws {
      let (before, after) = ("\(pki)/before.pem", "\(pki)/after.pem")
      #expect(try complaint("-CAfile", "\(pki)/ca-1.pem", before) == nil)
      #expect(try complaint("-CAfile", "\(pki)/ca.pem", after) == nil)
      #expect(try complaint("-CAfile", "\(pki)/ca-1.pem", "-untrusted", after, after) == nil)
      #expect(
        try complaint("-CAfile", "\(pki)/ca.pem", "-untrusted", "\(pki)/old-by-new.pem", before)
          == nil)
      #expect(try complaint("-CAfile", "\(pki)/roots.pem", before, after) == nil)
      #expect(try complaint("-CAfile", "\(pki)/ca.pem", before) != nil)
    }
    try check()
    // As if it had been killed after the ledger and before the files.
    let newKey = try Data(contentsOf: URL(fileURLWithPath: "\(pki)/ca.key"))
    try newKey.write(to: URL(fileURLWithPath: "\(pki)/ca-next.key"))
    try oldKey.write(to: URL(fileURLWithPath: "\(pki)/ca.key"))
    try oldRoot.write(to: URL(fileURLWithPath: "\(pki)/ca.pem"))
    for name in ["ca-1.key", "ca-1.pem", "new-by-old.pem", "old-by-new.pem", "roots.pem"] {
      try FileManager.default.removeItem(atPath: "\(pki)/\(name)")
    }
    try ca("issue", "--directory", pki, "--device", "SN-3", "--out", "after")
    try check()
    #expect(!FileManager.default.fileExists(atPath: "\(pki)/ca-next.key"))
    try ca("crl", "--directory", pki)
    #expect(FileManager.default.fileExists(atPath: "\(pki)/ca-1.crl"))
  }

  /// Killed at any moment, with -9: what is in the folder is in the ledger.
  @Test("no certificate is anywhere that is not in the ledger", arguments: 1...4)
  func killed(_ round: Int) throws {
    let issuing = try Background(
      Things.path,
      ["ca", "issue", "--directory", pki, "--device", "SN-", "--count", "5000", "--out", "d"])
    let wanted = round * 7
    #expect(
      Background.wait {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: pki)) ?? []
        return files.count { $0.hasSuffix(".pem") } > wanted
      })
    let process = try #require(issuing.processIdentifier)
    kill(pid_t(process), SIGKILL)
    _ = issuing.status()
    let known = Set(try list().map(\.subject))
    let files = try FileManager.default.contentsOfDirectory(atPath: pki)
    let issued = files.filter { $0.hasPrefix("d-") && $0.hasSuffix(".pem") }
    #expect(issued.count >= wanted)
    for file in issued {
      let number = file.dropFirst(2).dropLast(4)
      #expect(known.contains("CN=SN-\(number), serialNumber=SN-\(number)"))
    }
    try ca("issue", "--directory", pki, "--device", "SN-after")
  }

  /// A limit on the size of files stands for a disk that is full.
  @Test("a full disk is said, and costs nothing that was there")
  func fullDisk() throws {
    try ca("issue", "--directory", pki, "--device", "SN-1")
    let before = try list().map(\.serialNumber)
    let script =
      "trap '' XFSZ; ulimit -f 64; exec \(Things.path) ca issue --directory \(pki) --device X --count 500"
    let refused = try run("bash", ["-c", script], seconds: 60)
    refused.expectRefusal(saying: "ca.sqlite", "nothing was issued")
    let after = try list().map(\.serialNumber)
    #expect(Array(after.prefix(before.count)) == before)
    #expect(after.count > before.count)
    let files = try FileManager.default.contentsOfDirectory(atPath: pki)
    #expect(files.count { $0.hasPrefix("device-") && $0.hasSuffix(".pem") } <= after.count)
    try ca("issue", "--directory", pki, "--device", "SN-2")
  }

  @Test("without its ledger an authority does not go on, nor with another's key")
  func missing() throws {
    let other = folder.path + "/other"
    try ca("init", "--directory", other)
    try FileManager.default.removeItem(atPath: "\(other)/ca.sqlite")
    try refuse("issue", "--directory", other, "--device", "1")
      .expectRefusal(saying: "ca.sqlite is missing")
    try FileManager.default.removeItem(atPath: "\(pki)/ca.key")
    try FileManager.default.copyItem(atPath: "\(other)/ca.key", toPath: "\(pki)/ca.key")
    try refuse("issue", "--directory", pki, "--device", "1")
      .expectRefusal(saying: "do not belong together")
    try refuse("list", "--directory", folder.path + "/nowhere")
      .expectRefusal(saying: "no authority", "ca init")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/nowhere"))
  }

  /// A folder from before there were ledgers.
  @Test("an old authority gets a ledger")
  func oldFolder() throws {
    try FileManager.default.removeItem(atPath: "\(pki)/ca.sqlite")
    try folder.write("pki/ca.name", Array("Root\n".utf8))
    try ca("issue", "--directory", pki, "--device", "SN-1")
    #expect(try list().map(\.subject) == ["CN=SN-1, serialNumber=SN-1"])
    #expect(!FileManager.default.fileExists(atPath: "\(pki)/ca.name"))
    #expect(try complaint("-CAfile", "\(pki)/ca.pem", "\(pki)/device.pem") == nil)
  }

  /// Ten times as many certificates take no more memory.
  @Test("memory does not grow with the number of certificates")
  func memory() throws {
    /// The highest VmHWM, in kB, that proc(5) has shown while it ran.
    func peak(_ count: Int) throws -> Int {
      let issuing = try Background(
        Things.path,
        [
          "ca", "issue", "--directory", pki, "--device", "M\(count)-", "--count", "\(count)",
          "--out", "m\(count)",
        ], seconds: 120)
      var highest = 0
      while issuing.output.isEmpty, issuing.errors.isEmpty {
        usleep(10_000)
        guard let process = issuing.processIdentifier,
          let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
          let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { continue }
        highest = max(
          highest, line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
      }
      try #require(issuing.status() == 0, "\(issuing.errors)")
      return try #require(highest > 0 ? highest : nil)
    }
    let (few, many) = (try peak(60), try peak(600))
    #expect(many < few + 4096, "\(few) kB for 60, \(many) kB for 600")
  }
}
