// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Users, passwords and access lists, in the formats that mosquitto's users know.
@Suite("Passwords", .timeLimit(.minutes(5)))
struct PasswordTests {
  let pki: PKI

  init() throws {
    pki = try PKI()
    for name in ["alice", "bob"] { try passwd("passwords", name, secret: "\(name)'s") }
  }

  func passwd(_ file: String, _ user: String, secret: String) throws {
    try pki.folder.write("\(user).secret", Array("\(secret)\n".utf8))
    let made = try TestSupport.run(
      Things.path, ["mqtt", "passwd", pki.file(file), user], input: Array("\(secret)\n".utf8))
    try #require(made.status == 0, "\(made.errorText)")
  }

  func brokerArguments(_ more: String...) -> [String] {
    [
      "mqtt", "broker", "--cert", pki.file("server.pem"), "--key", pki.file("server.key"),
      "--password-file", pki.file("passwords"),
    ] + more
  }

  func ours(_ port: Int, _ user: String) -> [String] {
    [
      "--port", "\(port)", "--roots", pki.file("ca.pem"), "--user", user,
      "--password-from", pki.file("\(user).secret"),
    ]
  }

  @Test(
    "what mosquitto_passwd writes lets our clients in",
    .peer("mosquitto_passwd", package: "mosquitto"))
  func theirFile() throws {
    try pki.folder.write("passwords", [])
    try pki.folder.write("carol.secret", Array("carol's".utf8))
    let made = try TestSupport.run(
      "mosquitto_passwd", ["-b", pki.file("passwords"), "carol", "carol's"])
    #expect(made.status == 0, "\(made.errorText)")
    try withThings(brokerArguments()) { port, broker in
      let sent = try TestSupport.run(
        Things.path, ["mqtt", "pub", "-t", "t", "-m", "m"] + ours(port, "carol"))
      #expect(sent.status == 0, "\(sent.errorText) \(broker.errors)")
    }
  }

  @Test(
    "mosquitto takes our password file, and knows a wrong password",
    .peer("mosquitto", package: "mosquitto"),
    .peer("mosquitto_pub", package: "mosquitto-clients"))
  func ourFile() throws {
    let port = try FakeServer(answering: []).port
    try pki.folder.write(
      "mosquitto.conf",
      Array(
        """
        persistence false
        user \(NSUserName())
        listener \(port) 127.0.0.1
        password_file \(pki.file("passwords"))

        """.utf8))
    let broker = try Background("mosquitto", ["-c", pki.file("mosquitto.conf")])
    try withExtendedLifetime(broker) {
      try #require(Background.wait { canConnect(to: port) }, "\(broker.errors)")
      let client = ["-p", "\(port)", "-t", "t", "-m", "m", "-u", "alice"]
      let right = try TestSupport.run("mosquitto_pub", client + ["-P", "alice's"])
      #expect(right.status == 0, "\(right.errorText) \(broker.errors)")
      let wrong = try TestSupport.run("mosquitto_pub", client + ["-P", "bob's"])
      #expect(wrong.status != 0)
    }
  }

  @Test("a wrong password, an unknown user and no password are refused in one sentence each")
  func refused() throws {
    try pki.folder.write("mallory.secret", Array("alice's\n".utf8))
    try withThings(brokerArguments()) { port, _ in
      let message = ["mqtt", "pub", "-t", "t", "-m", "m"]
      var wrong = ours(port, "alice")
      wrong[wrong.count - 1] = pki.file("bob.secret")
      for arguments in [wrong, ours(port, "mallory")] {
        try TestSupport.run(Things.path, message + arguments)
          .expectRefusal(saying: "user name or password", "--user")
      }
      try TestSupport.run(
        Things.path, message + ["--port", "\(port)", "--roots", pki.file("ca.pem")]
      ).expectRefusal(saying: "does not let this client in", "--user")
      let piped = try TestSupport.run(
        Things.path, message + ours(port, "alice").dropLast(2) + ["--password-stdin"],
        input: Array("alice's\n".utf8))
      #expect(piped.status == 0, "\(piped.errorText)")
    }
  }

  @Test("a certificate and a password, where both are asked for")
  func both() throws {
    try withThings(brokerArguments("--roots", pki.file("ca.pem"))) { port, _ in
      let message = ["mqtt", "pub", "-t", "t", "-m", "m"]
      let certificate = ["--cert", pki.file("device.pem"), "--key", pki.file("device.key")]
      let fine = try TestSupport.run(
        Things.path, message + ours(port, "alice") + certificate)
      #expect(fine.status == 0, "\(fine.errorText)")
      try TestSupport.run(Things.path, message + ours(port, "alice"))
        .expectRefusal(saying: "certificate")
      try TestSupport.run(Things.path, message + certificate + ours(port, "alice").prefix(4))
        .expectRefusal(saying: "does not let this client in")
    }
  }

  @Test("an access list holds, for what is asked for and for what comes")
  func accessList() throws {
    try pki.folder.write(
      "acl",
      Array(
        """
        # For whoever is in.
        topic read news
        pattern readwrite homes/%u/#

        user bob
        topic write news
        topic read homes/+/public

        """.utf8))
    try withThings(brokerArguments("--acl-file", pki.file("acl"))) { port, _ in
      func publish(_ user: String, _ topic: String) throws {
        let sent = try TestSupport.run(
          Things.path, ["mqtt", "pub", "-t", topic, "-m", user, "-r"] + ours(port, user))
        #expect(sent.status == 0, "\(sent.errorText)")
      }
      try publish("alice", "homes/alice/secret")
      try publish("alice", "homes/alice/public")
      try publish("bob", "homes/bob/public")
      // Where alice may not write, her message would be the one that is kept.
      try publish("alice", "homes/bob/public")
      try publish("bob", "news")
      try publish("alice", "news")
      func hear(_ user: String, _ filter: String, _ count: Int) throws -> [String] {
        let heard = try TestSupport.run(
          Things.path,
          ["mqtt", "sub", "-v", "-t", filter, "-C", "\(count)"] + ours(port, user))
        #expect(heard.status == 0, "\(heard.errorText)")
        return heard.outputText.split(separator: "\n").map(String.init).sorted()
      }
      #expect(try hear("alice", "news", 1) == ["news bob"])
      #expect(
        try hear("alice", "homes/alice/#", 2)
          == ["homes/alice/public alice", "homes/alice/secret alice"])
      #expect(try hear("bob", "homes/bob/#", 1) == ["homes/bob/public bob"])
      #expect(
        try hear("bob", "homes/+/public", 2)
          == ["homes/alice/public alice", "homes/bob/public bob"])
      for (user, filter) in [
        ("alice", "#"), ("alice", "homes/#"), ("bob", "homes/+/secret"), ("bob", "$SYS/#"),
        ("bob", "homes/alice/secret"), ("alice", "homes/+/public"), ("bob", "+"),
      ] {
        try TestSupport.run(
          Things.path, ["mqtt", "sub", "-t", filter, "-C", "1"] + ours(port, user), seconds: 10
        ).expectRefusal(saying: filter, "access list")
      }
    }
  }

  @Test("a line that says something else is refused with its number")
  func badLines() throws {
    let hash = String(repeating: "A", count: 86) + "=="
    let salt = "AAAAAAAAAAAAAAAA"
    for (file, text, words) in [
      ("--acl-file", "topic deny secrets/#", ["deny", "line 1"]),
      ("--acl-file", "# fine\n\ntopic read a/%u/b", ["line 3", "pattern"]),
      ("--acl-file", "pattern read a/x%u", ["line 1", "whole level"]),
      ("--acl-file", "user alice\ntopic append a", ["line 2", "append"]),
      ("--acl-file", "topic read a/#/b", ["line 1", "wildcard"]),
      ("--acl-file", "user", ["line 1", "names no user"]),
      ("--acl-file", "allow all", ["line 1", "allow"]),
      ("--password-file", "alice:secret", ["line 1", "passwd"]),
      ("--password-file", "alice", ["line 1", "USER:HASH"]),
      ("--password-file", "alice:$6$\(salt)$\(hash)", ["line 1", "passwd"]),
      ("--password-file", "alice:$7$0$\(salt)$\(hash)", ["line 1", "iterations"]),
      ("--password-file", "alice:$7$101$AA$\(hash)", ["line 1", "salt"]),
      ("--password-file", "alice:$7$101$\(salt)$AAAA", ["line 1", "hash"]),
      (
        "--password-file", "a:$7$1$\(salt)$\(hash)\na:$7$1$\(salt)$\(hash)", ["line 2", "second"]
      ),
    ] {
      try pki.folder.write("bad", Array((text + "\n").utf8))
      let refused = try TestSupport.run(
        Things.path, brokerArguments(file, pki.file("bad")), seconds: 10)
      refused.expectRefusal(saying: "bad")
      for word in words { #expect(refused.errorText.contains(word), "\(refused.errorText)") }
    }
  }

  @Test("a password file is its owner's alone, and keeps what it has")
  func fileKept() throws {
    let path = pki.file("passwords")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let before = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    try passwd("passwords", "alice", secret: "another")
    let after = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(after[0].hasPrefix("alice:$7$") && after[0] != before[0])
    #expect(after[1...] == before[1...])
    _ = try Things.run("mqtt", "passwd", path, "alice", "--delete")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == before[1] + "\n")
    try Things.run("mqtt", "passwd", path, "alice", "--delete")
      .expectRefusal(saying: "alice", path)
    try Things.run("mqtt", "passwd", pki.file("ca.pem"), "alice").expectRefusal(
      saying: "ca.pem", "line 1")
  }
}
