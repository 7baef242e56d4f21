// SPDX-License-Identifier: Apache-2.0
import Foundation
import MQTT
import TestSupport
import Testing
import Wire

/// Our broker, and clients that others wrote.
@Suite(
  .peer("mosquitto_sub", package: "mosquitto-clients"), .serialized, .timeLimit(.minutes(5)))
struct BrokerMosquittoTests {
  func server() throws -> BrokerServer {
    try BrokerServer([
      try rule("ann", .readWrite, "#"), try rule("bob", .read, "public/#"),
      try rule("bob", .write, "from/%u/#"),
    ])
  }

  /// Runs a subscriber until it has its messages, and `act` as soon as it has subscribed.
  func heard(
    _ server: BrokerServer, subscriptions: Int, _ arguments: [String],
    while act: @escaping @Sendable () throws -> Void
  ) throws -> Finished {
    let acting = Thread {
      server.waitForSubscriptions(subscriptions)
      try? act()
    }
    acting.start()
    return try server.run(
      "mosquitto_sub", user: "ann", arguments + ["-W", "5", "-F", "%t|%q|%r|%p"])
  }

  @Test(arguments: ["0", "1"])
  func theirPublisherAndTheirSubscriber(_ quality: String) throws {
    let server = try server()
    let finished = try heard(
      server, subscriptions: 2, ["-t", "home/+/t", "-t", "x/#", "-q", quality, "-C", "2"]
    ) {
      for (topic, payload) in [("home/t", "no"), ("home/a/t", "21.5"), ("x/y", "grüße")] {
        _ = try server.run(
          "mosquitto_pub", user: "ann", ["-t", topic, "-q", quality, "-m", payload])
      }
    }
    #expect(finished.outputText == "home/a/t|\(quality)|0|21.5\nx/y|\(quality)|0|grüße\n")
    let counters = server.stop()
    #expect(counters.accepted == 4 && counters.published == 3 && counters.violations == 0)
  }

  @Test func whatTheyRetain() throws {
    let server = try server()
    for (topic, payload) in [("a/1", "x"), ("a/2", "y"), ("a/1", "z")] {
      let said = try server.run(
        "mosquitto_pub", user: "ann", ["-t", topic, "-r", "-q", "1", "-m", payload])
      #expect(said.status == 0, "\(said.errorText)")
    }
    let first = try server.run(
      "mosquitto_sub", user: "ann",
      ["-t", "a/#", "-q", "1", "-C", "2", "-W", "5", "-F", "%t|%q|%r|%p"])
    #expect(first.outputText == "a/1|1|1|z\na/2|1|1|y\n")
    _ = try server.run("mosquitto_pub", user: "ann", ["-t", "a/1", "-r", "-n"])
    let second = try server.run(
      "mosquitto_sub", user: "ann",
      ["-t", "a/#", "-C", "1", "-W", "5", "-F", "%t|%q|%r|%p"])
    #expect(second.outputText == "a/2|0|1|y\n")
    _ = server.stop()
  }

  /// 60 kilobytes each: many reads, many writes.
  @Test func whatWaitsForThem() throws {
    let server = try server()
    let lasting = ["-i", "meter", "-c", "-t", "a/#", "-q", "1"]
    let came = try server.run("mosquitto_sub", user: "ann", lasting + ["-E"])
    #expect(came.status == 0, "\(came.errorText)")
    let large = String(repeating: "x", count: 60_000)
    for payload in ["1", large, "3"] {
      let said = try server.run(
        "mosquitto_pub", user: "ann", ["-t", "a/b", "-q", "1", "-m", payload])
      #expect(said.status == 0, "\(said.errorText)")
    }
    let got = try server.run("mosquitto_sub", user: "ann", lasting + ["-C", "3", "-W", "5"])
    #expect(got.outputText == "1\n\(large)\n3\n")
    _ = server.stop()
  }

  /// Two clients of one name: the first is put out, and its will is published.
  @Test func theirWill() throws {
    let server = try server()
    let finished = try heard(server, subscriptions: 1, ["-t", "dead/#", "-C", "1"]) {
      let mortal = Thread {
        _ = try? server.run(
          "mosquitto_sub", user: "ann",
          [
            "-i", "mortal", "-t", "x", "-W", "3", "--will-topic", "dead/mortal", "--will-payload",
            "!", "--will-qos", "1",
          ])
      }
      mortal.start()
      server.waitForSubscriptions(2)
      _ = try server.run("mosquitto_pub", user: "ann", ["-i", "mortal", "-t", "x", "-m", "y"])
    }
    #expect(finished.outputText == "dead/mortal|0|0|!\n")
    #expect(server.stop().takenOver >= 1)
  }

  @Test func whatTheyMayNotDo() throws {
    let server = try server()
    let everything = try server.run(
      "mosquitto_sub", user: "bob", ["-t", "#", "-C", "1", "-W", "2"])
    #expect(everything.errorText.contains("denied"))
    let stranger = try TestSupport.run(
      "mosquitto_sub",
      ["-h", "127.0.0.1", "-p", "\(server.port)", "-V", "mqttv311", "-t", "public/#", "-W", "2"],
      seconds: 5)
    #expect(stranger.status != 0 && stranger.errorText.contains("not authorised"))
    for topic in ["public/x", "from/ann/x", "from/bob/x"] {
      _ = try server.run(
        "mosquitto_pub", user: "bob", ["-t", topic, "-r", "-q", "1", "-m", "x"])
    }
    let kept = try server.run(
      "mosquitto_sub", user: "ann", ["-t", "#", "-C", "1", "-W", "5", "-F", "%t"])
    #expect(kept.outputText == "from/bob/x\n")
    let counters = server.stop()
    #expect(counters.publishesForbidden == 2 && counters.subscriptionsForbidden == 1)
    #expect(counters.refused == 1)
  }
}
