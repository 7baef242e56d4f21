// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The book's broker on real sockets, with mosquitto's clients and with ours.
@Suite("Our broker", .timeLimit(.minutes(5)))
struct OurBrokerTests {
  let pki: PKI

  init() throws { pki = try PKI() }

  func withBroker(_ arguments: [String], _ work: (_ port: Int) throws -> Void) throws {
    try withThings(["mqtt", "broker"] + arguments) { port, _ in try work(port) }
  }

  var certificates: [String] {
    [
      "--roots", pki.file("ca.pem"), "--cert", pki.file("server.pem"),
      "--key", pki.file("server.key"),
    ]
  }

  @Test(
    "mosquitto's clients and ours meet on it, through each engine",
    .peer("mosquitto_sub", package: "mosquitto-clients"), arguments: ["book", "openssl", "mbedtls"])
  func throughTLS(engine: String) throws {
    try withBroker(certificates + ["--engine", engine]) { port in
      let theirs = [
        "-h", "localhost", "-p", "\(port)", "--cafile", pki.file("ca.pem"),
        "--cert", pki.file("device.pem"), "--key", pki.file("device.key"), "-q", "1",
      ]
      let sent = try TestSupport.run(
        "mosquitto_pub", theirs + ["-t", "things/a", "-m", "from mosquitto", "-r"])
      #expect(sent.status == 0, "\(sent.errorText)")
      let ours = [
        "--port", "\(port)", "--roots", pki.file("ca.pem"), "--cert", pki.file("device.pem"),
        "--key", pki.file("device.key"), "--engine", engine,
      ]
      let published = try TestSupport.run(
        Things.path, ["mqtt", "pub", "-t", "things/b", "-m", "from us", "--retain"] + ours)
      #expect(published.status == 0, "\(published.errorText)")

      let theyHear = try TestSupport.run(
        "mosquitto_sub", theirs + ["-t", "things/b", "-C", "1", "-W", "10"])
      #expect(theyHear.outputText == "from us\n")
      let weHear = try TestSupport.run(
        Things.path, ["mqtt", "sub", "-t", "things/a", "-C", "1"] + ours)
      #expect(weHear.outputText == "from mosquitto\n", "\(weHear.errorText)")
    }
  }

  @Test(
    "a hundred clients at once each get every message",
    .peer("mosquitto_sub", package: "mosquitto-clients"))
  func fanOut() throws {
    try withBroker(["--allow-anonymous-on-loopback"]) { port in
      let listeners = try (0..<100).map { _ in
        try Background(
          "mosquitto_sub", ["-p", "\(port)", "-t", "all/#", "-C", "3", "-W", "30", "-q", "1"])
      }
      // A retained message tells that a subscription stands.
      for text in ["one", "two", "three"] {
        let sent = try TestSupport.run(
          "mosquitto_pub", ["-p", "\(port)", "-t", "all/\(text)", "-m", text, "-r", "-q", "1"])
        #expect(sent.status == 0, "\(sent.errorText)")
      }
      for listener in listeners {
        #expect(listener.status() == 0, "\(listener.errors)")
        #expect(Set(listener.output.split(separator: "\n")) == ["one", "two", "three"])
      }
    }
  }

  @Test("a client that the roots do not know is turned away")
  func forged() throws {
    let forger = try PKI()
    try withBroker(certificates) { port in
      try TestSupport.run(
        Things.path,
        [
          "mqtt", "pub", "-t", "x", "-m", "x", "--port", "\(port)", "--roots", pki.file("ca.pem"),
          "--cert", forger.file("device.pem"), "--key", forger.file("device.key"),
        ]
      ).expectRefusal(saying: "alert")
    }
  }

  @Test("plain and anonymous it serves this machine only, and only if told")
  func neverOpenToTheWorld() throws {
    for arguments in [
      ["mqtt", "broker"], ["mqtt", "broker", "--on", "0.0.0.0", "--allow-anonymous-on-loopback"],
    ] {
      let refused = try TestSupport.run(Things.path, arguments, seconds: 5)
      #expect(refused.status == 64, "\(refused.outputText) \(refused.errorText)")
      #expect(refused.errorText.contains("--roots, --cert and --key"))
    }
  }
}
