// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Whatever goes wrong, a user gets one sentence that names the cause, and a script an exit code.
@Suite("Bad input", .timeLimit(.minutes(5)))
struct BadInputTests {
  let pki: PKI

  init() throws {
    pki = try PKI()
    try pki.make(
      "issue", "--server", "localhost", "--out", "expired", "--from", "2020-01-01T00:00:00Z",
      "--days", "10")
  }

  func file(_ name: String) -> String { pki.file(name) }

  func connect(
    _ port: Int, _ engine: String, host: String = "localhost", cert: String? = "device"
  ) throws -> Finished {
    var arguments = [
      "tls", "connect", "\(host):\(port)", "--engine", engine, "--roots", file("ca.pem"),
    ]
    if let cert { arguments += ["--cert", file("\(cert).pem"), "--key", file("\(cert).key")] }
    return try TestSupport.run(Things.path, arguments)
  }

  @Test("a port in use is named")
  func portInUse() throws {
    let taken = try FakeServer(answering: [])
    try withExtendedLifetime(taken) {
      try Things.run("tour", "--directory", file("tour"), "--plain-port", "\(taken.port)")
        .expectRefusal(saying: "\(taken.port)", "in use")
    }
  }

  @Test(
    "a key that is not there, that is none, and that belongs to another certificate",
    arguments: ["book", "openssl", "mbedtls"])
  func unreadableKey(engine: String) throws {
    let roots = file("ca.pem")
    try Things.run(
      "tls", "connect", "localhost:1", "--engine", engine, "--roots", roots,
      "--cert", file("device.pem"), "--key", file("absent.key")
    ).expectRefusal(saying: "private key", "absent.key", "No such file")
    try pki.folder.write(
      "garbage.key", Array("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".utf8))
    try Things.run(
      "tls", "connect", "localhost:1", "--engine", engine, "--roots", roots,
      "--cert", file("device.pem"), "--key", file("garbage.key")
    ).expectRefusal(saying: "key")
    try Things.run(
      "tls", "connect", "localhost:1", "--engine", engine, "--roots", roots,
      "--cert", file("device.pem"), "--key", file("server.key")
    ).expectRefusal(saying: "key", "certificate")
  }

  @Test("nobody listens there", arguments: ["book", "openssl", "mbedtls"])
  func nobodyThere(engine: String) throws {
    try connect(1, engine).expectRefusal(saying: "localhost:1", "refused")
  }

  @Test(
    "a peer that closes in the middle of the handshake", arguments: ["book", "openssl", "mbedtls"])
  func closesMidHandshake(engine: String) throws {
    let server = try FakeServer(answering: [])
    try withExtendedLifetime(server) {
      try connect(server.port, engine).expectRefusal(saying: "handshake")
    }
  }

  @Test("a record that is cut short", arguments: ["book", "openssl", "mbedtls"])
  func truncatedRecord(engine: String) throws {
    let server = try FakeServer(answering: hex("16 0303 007a 02 000076 0303 0102"))
    try withExtendedLifetime(server) {
      try connect(server.port, engine).expectRefusal(saying: "handshake")
    }
  }

  @Test("a server that speaks something else", arguments: ["book", "openssl", "mbedtls"])
  func notTLS(engine: String) throws {
    let server = try FakeServer(answering: Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
    try withExtendedLifetime(server) {
      try connect(server.port, engine).expectRefusal(saying: "TLS")
    }
  }

  @Test(
    "an expired certificate and a wrong name, from a real server",
    .peer("openssl", package: "openssl"), arguments: ["book", "openssl", "mbedtls"])
  func refusedServers(engine: String) throws {
    try OpenSSLServer.run(certificate: file("expired.pem"), key: file("expired.key")) { port in
      try connect(port, engine).expectRefusal(saying: "expired", "CN=localhost")
    }
    try OpenSSLServer.run(certificate: file("server.pem"), key: file("server.key")) { port in
      try Things.run(
        "tls", "connect", "127.0.0.1:\(port)", "--engine", engine, "--roots", file("ca.pem"),
        "--name", "broker.example"
      ).expectRefusal(saying: "name", "CN=localhost")
      let fine = try connect(port, engine, cert: nil)
      #expect(fine.status == 0, "\(fine.errorText)")
      #expect(fine.outputText.contains("TLS 1."))
    }
  }

  @Test("an authority is not replaced by mistake, and no file is left half written")
  func halfWritten() throws {
    let before = try Data(contentsOf: URL(fileURLWithPath: file("ca.key")))
    try Things.run("ca", "init", "--directory", pki.folder.path).expectRefusal(
      saying: "ca.key", "--force")
    #expect(try Data(contentsOf: URL(fileURLWithPath: file("ca.key"))) == before)
    try Things.run(
      "ca", "issue", "--directory", pki.folder.path, "--device", "SN_2!", "--out", "bad"
    )
    .expectRefusal(saying: "serialNumber")
    #expect(!FileManager.default.fileExists(atPath: file("bad.key")))
    let left = try FileManager.default.contentsOfDirectory(atPath: pki.folder.path)
    let kinds = [".pem", ".key", ".sqlite", ".sqlite-wal", ".sqlite-shm"]
    #expect(left.allSatisfy { file in kinds.contains { file.hasSuffix($0) } })
  }

  @Test("keys are readable by their owner alone")
  func permissions() throws {
    let attributes = try FileManager.default.attributesOfItem(atPath: file("device.key"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }
}
