// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The client that most Python programs use, on our broker.
@Suite("paho", .pythonPeer("paho-mqtt"), .timeLimit(.minutes(5)))
struct PahoTests {
  enum Door: CaseIterable { case plain, certificate, password }

  let pki: PKI
  let script = PythonScript("paho_client.py")

  init() throws {
    pki = try PKI()
    try pki.folder.write("secret", Array("correct horse\n".utf8))
    let made = try TestSupport.run(
      Things.path, ["mqtt", "passwd", pki.file("passwords"), "paho"],
      input: Array("correct horse".utf8))
    try #require(made.status == 0, "\(made.errorText)")
  }

  func brokerArguments(_ door: Door, _ engine: String) -> [String] {
    let server = ["--cert", pki.file("server.pem"), "--key", pki.file("server.key")]
    let broker = ["mqtt", "broker", "--engine", engine]
    switch door {
    case .plain: return broker + ["--allow-anonymous-on-loopback"]
    case .certificate: return broker + server + ["--roots", pki.file("ca.pem")]
    case .password: return broker + server + ["--password-file", pki.file("passwords")]
    }
  }

  func theirArguments(_ door: Door) -> [String] {
    door == .plain ? [] : ["--roots", pki.file("ca.pem")] + identity(door)
  }

  func identity(_ door: Door) -> [String] {
    switch door {
    case .plain: []
    case .certificate: ["--cert", pki.file("device.pem"), "--key", pki.file("device.key")]
    case .password: ["--user", "paho", "--password-from", pki.file("secret")]
    }
  }

  @Test(
    "publishes and subscribes on our broker, with both qualities of service",
    arguments: Door.allCases, ["openssl", "mbedtls"])
  func publishesAndSubscribes(door: Door, engine: String) throws {
    try withThings(brokerArguments(door, engine)) { port, broker in
      let theirs = theirArguments(door)
      for quality in ["0", "1"] {
        let kept = try script.run(
          ["pub", "\(port)", "a/\(quality)", quality, "kept", "--retain"] + theirs)
        #expect(kept.status == 0, "\(kept.errorText) \(broker.errors)")
        let listener = try script.start(["sub", "\(port)", "a/\(quality)", quality, "2"] + theirs)
        // The retained message tells that the subscription stands.
        #expect(Background.wait { listener.output.contains("retained") }, "\(listener.errors)")
        let sent = try script.run(["pub", "\(port)", "a/\(quality)", quality, "now"] + theirs)
        #expect(sent.status == 0, "\(sent.errorText)")
        #expect(listener.status() == 0, "\(listener.errors)")
        #expect(
          listener.output == """
            subscribed: \(quality)
            a/\(quality) \(quality) retained kept
            a/\(quality) \(quality) live now

            """)
      }
    }
  }

  @Test("meets our client there", arguments: [Door.certificate, .password])
  func meetsOurs(door: Door) throws {
    try withThings(brokerArguments(door, "openssl")) { port, _ in
      let (ours, theirs) = (theirArguments(door) + ["--port", "\(port)"], theirArguments(door))
      let published = try TestSupport.run(
        Things.path, ["mqtt", "pub", "-t", "b", "-m", "from us", "--retain"] + ours)
      #expect(published.status == 0, "\(published.errorText)")
      let theyHear = try script.run(["sub", "\(port)", "b", "1", "1"] + theirs)
      #expect(theyHear.outputText.contains("b 1 retained from us"), "\(theyHear.errorText)")
      _ = try script.run(["pub", "\(port)", "c", "1", "from paho", "--retain"] + theirs)
      let weHear = try TestSupport.run(
        Things.path, ["mqtt", "sub", "-t", "c", "-C", "1"] + ours)
      #expect(weHear.outputText == "from paho\n", "\(weHear.errorText)")
    }
  }

  @Test("is refused with a wrong password, and without one")
  func refused() throws {
    try pki.folder.write("wrong", Array("battery staple\n".utf8))
    try withThings(brokerArguments(.password, "openssl")) { port, _ in
      for identity in [[], ["--user", "paho", "--password-from", pki.file("wrong")]] {
        let refused = try script.run(
          ["pub", "\(port)", "a", "1", "x", "--roots", pki.file("ca.pem")] + identity)
        #expect(refused.status == 1)
        #expect(refused.errorText.contains("refused"), "\(refused.errorText)")
      }
    }
  }
}
