// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Our client and mosquitto's clients, through mosquitto, with certificates on both sides.
@Suite("mosquitto", .peer("mosquitto", package: "mosquitto"), .timeLimit(.minutes(5)))
struct MosquittoTests {
  let pki: PKI
  let broker: Background
  let port: Int

  init() throws {
    pki = try PKI()
    port = try FakeServer(answering: []).port
    try pki.folder.write(
      "mosquitto.conf",
      Array(
        """
        persistence false
        user \(NSUserName())
        listener \(port) 127.0.0.1
        cafile \(pki.file("ca.pem"))
        certfile \(pki.file("server.pem"))
        keyfile \(pki.file("server.key"))
        require_certificate true
        use_identity_as_username true

        """.utf8))
    broker = try Background("mosquitto", ["-c", pki.file("mosquitto.conf")])
    let port = port
    try #require(Background.wait { canConnect(to: port) }, "\(broker.errors)")
  }

  var ours: [String] {
    [
      "--port", "\(port)", "--roots", pki.file("ca.pem"), "--cert", pki.file("device.pem"),
      "--key", pki.file("device.key"),
    ]
  }

  var theirs: [String] {
    [
      "-h", "localhost", "-p", "\(port)", "--cafile", pki.file("ca.pem"),
      "--cert", pki.file("device.pem"), "--key", pki.file("device.key"), "-q", "1",
    ]
  }

  @Test(
    "what we publish, mosquitto_sub prints",
    .peer("mosquitto_sub", package: "mosquitto-clients"), arguments: ["book", "openssl", "mbedtls"])
  func publish(engine: String) throws {
    let topic = "things/\(engine)"
    // Retained, so that it does not matter who comes first.
    let published = try TestSupport.run(
      Things.path,
      ["mqtt", "pub", "-t", topic, "-m", "0.42 ü", "--retain", "--engine", engine] + ours)
    #expect(published.status == 0, "\(published.errorText)")
    let heard = try TestSupport.run(
      "mosquitto_sub", theirs + ["-t", topic, "-C", "1", "-W", "10"])
    #expect(heard.outputText == "0.42 ü\n")
  }

  @Test(
    "what mosquitto_pub publishes, we print",
    .peer("mosquitto_pub", package: "mosquitto-clients"), arguments: ["book", "openssl", "mbedtls"])
  func subscribe(engine: String) throws {
    let topic = "things/\(engine)/+"
    let listener = try Background(
      Things.path,
      ["mqtt", "sub", "-v", "-t", topic, "-C", "2", "--engine", engine] + ours)
    // The first is retained: once it was heard, the subscription stands.
    for (name, more) in [("a", ["-r"]), ("b", [])] {
      let sent = try TestSupport.run(
        "mosquitto_pub", theirs + ["-t", "things/\(engine)/\(name)", "-m", name] + more)
      #expect(sent.status == 0, "\(sent.errorText)")
      #expect(Background.wait { listener.output.contains("/\(name) \(name)") })
    }
    #expect(listener.status() == 0, "\(listener.errors)")
    #expect(listener.output == "things/\(engine)/a a\nthings/\(engine)/b b\n")
  }

  @Test(
    "a device with a forged certificate is refused, and the sentence says so",
    arguments: ["book", "openssl", "mbedtls"])
  func forged(engine: String) throws {
    let forger = try PKI()
    let refused = try TestSupport.run(
      Things.path,
      [
        "mqtt", "pub", "-t", "x", "-m", "x", "--engine", engine, "--port", "\(port)",
        "--roots", pki.file("ca.pem"), "--cert", forger.file("device.pem"),
        "--key", forger.file("device.key"),
      ])
    refused.expectRefusal(saying: "alert", "certificate")
  }
}
