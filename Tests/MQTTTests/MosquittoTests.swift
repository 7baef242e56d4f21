// SPDX-License-Identifier: Apache-2.0
import MQTT
import Primitives
import TestSupport
import Testing
import Wire

/// The client against a broker that others wrote.
@Suite(.peer("mosquitto", package: "mosquitto"), .serialized, .timeLimit(.minutes(5)))
struct MosquittoTests {
  func subscription(_ filter: String) -> [SubscriptionRequest] {
    [SubscriptionRequest(utf8(filter), maximumQuality: .atLeastOnce)]
  }

  @Test func hearsItself() throws {
    let broker = try Mosquitto()
    var driven = try Driven.start(MQTTClient(options()), port: broker.port)
    try driven.run(until: .connected(sessionPresent: false))

    let subscribed = try driven.client.subscribe(
      to: subscription("things/+/t") + subscription("#"), now: clock())
    try driven.run(until: .subscribed(subscribed))
    #expect(driven.events.last?.bytes == [1, 1])

    try driven.client.publish("20.5", to: "things/7/t", now: clock())
    let published = try #require(
      try driven.client.publish("21", to: "things/8/t", quality: .atLeastOnce, now: clock()))
    try driven.run {
      $0.contains { $0.event == .published(published) } && $0.count { $0.bytes.count > 2 } >= 2
    }
    #expect(Set(driven.messages) == [utf8("things/7/t20.5"), utf8("things/8/t21")])

    let unsubscribed = try driven.client.unsubscribe(
      from: [utf8("#"), utf8("things/+/t")], now: clock())
    try driven.run(until: .unsubscribed(unsubscribed))
    let before = driven.messages.count
    try driven.client.publish("22", to: "things/9/t", quality: .atLeastOnce, now: clock())
    try driven.run(until: .published(unsubscribed + 1))
    #expect(driven.messages.count == before)

    try driven.client.disconnect(now: clock())
    try driven.run(until: .disconnected)
    #expect(try driven.socket.receive(within: 5000) == nil)
  }

  @Test(.peer("mosquitto_sub", package: "mosquitto-clients"))
  func theirSubscriberHearsUs() throws {
    let broker = try Mosquitto()
    var driven = try Driven.start(MQTTClient(options()), port: broker.port)
    try driven.run(until: .connected(sessionPresent: false))
    let identifier = try #require(
      try driven.client.publish(
        "grüße", to: "a/ü", quality: .atLeastOnce, retain: true, now: clock()))
    try driven.run(until: .published(identifier))
    let heard = try broker.run(
      "mosquitto_sub", ["-t", "a/+", "-q", "1", "-C", "1", "-W", "5", "-F", "%t|%q|%r|%p"])
    #expect(heard.outputText == "a/ü|1|1|grüße\n")
  }

  @Test(.peer("mosquitto_pub", package: "mosquitto-clients"))
  func weHearTheirPublisher() throws {
    let broker = try Mosquitto()
    var driven = try Driven.start(MQTTClient(options()), port: broker.port)
    try driven.run(until: .connected(sessionPresent: false))
    try driven.client.subscribe(to: subscription("a/#"), now: clock())
    try driven.run(until: .subscribed(1))
    let large = String(repeating: "x", count: 60_000)
    for (quality, payload) in [("0", "hi"), ("1", large), ("2", "")] {
      let said = try broker.run(
        "mosquitto_pub", ["-t", "a/b", "-q", quality, "-m", payload])
      #expect(said.status == 0, "\(said.errorText)")
    }
    try driven.run { $0.count { $0.bytes.count > 2 } >= 3 }
    #expect(driven.messages == [utf8("a/bhi"), utf8("a/b" + large), utf8("a/b")])
  }

  /// The broker's PUBACK is lost, so its subscriber gets the message twice: at least once.
  @Test func aLostAcknowledgementIsAskedForAgain() throws {
    let broker = try Mosquitto()
    func lasting() -> ClientOptions { options { $0.cleanSession = false } }
    var session = Session()
    do {
      var first = try Driven.start(MQTTClient(lasting()), port: broker.port)
      try first.run(until: .connected(sessionPresent: false))
      try first.client.subscribe(to: subscription("a"), now: clock())
      try first.run(until: .subscribed(1))
      try first.client.publish("precious", to: "a", quality: .atLeastOnce, now: clock())
      try first.socket.send(drain(&first.client).sent)
      #expect(try first.socket.receive(within: 5000)?.isEmpty == false)
      session = first.client.takeSession()
      #expect(session.unacknowledged == 1)
    }
    var second = try Driven.start(MQTTClient(lasting(), session: session), port: broker.port)
    try second.run(until: .connected(sessionPresent: true))
    try second.run(until: .published(2))
    try second.run { $0.count { $0.bytes == utf8("aprecious") } >= 2 }
    #expect(second.client.takeSession().unacknowledged == 0)
  }

  @Test func theWillOfAClientThatVanished() throws {
    let broker = try Mosquitto()
    var witness = try Driven.start(
      MQTTClient(options { $0.clientIdentifier = utf8("witness") }), port: broker.port)
    try witness.run(until: .connected(sessionPresent: false))
    try witness.client.subscribe(to: subscription("dead/#"), now: clock())
    try witness.run(until: .subscribed(1))
    do {
      var mortal = try Driven.start(
        MQTTClient(
          options {
            $0.clientIdentifier = utf8("mortal")
            $0.will = WillMessage(
              topic: utf8("dead/mortal"), payload: utf8("!"), quality: .atLeastOnce)
          }), port: broker.port)
      try mortal.run(until: .connected(sessionPresent: false))
    }
    try witness.run { $0.contains { $0.bytes == utf8("dead/mortal!") } }
  }

  @Test(.peer("mosquitto_passwd", package: "mosquitto"))
  func onlyThePasswordOpens() throws {
    let broker = try Mosquitto(user: "device", password: "secret")
    func client(_ password: String?) -> MQTTClient {
      MQTTClient(
        options {
          guard let password else { return }
          $0.userName = utf8("device")
          $0.password = Secret(copying: utf8(password).span)
        })
    }
    var right = try Driven.start(client("secret"), port: broker.port)
    try right.run(until: .connected(sessionPresent: false))
    for password in ["wrong", nil] {
      var wrong = try Driven.start(client(password), port: broker.port)
      try wrong.run(until: .refused(.notAuthorized))
    }
  }

  @Test func aPingIsAnswered() throws {
    let broker = try Mosquitto()
    var driven = try Driven.start(MQTTClient(options { $0.keepAlive = 1 }), port: broker.port)
    try driven.run(until: .connected(sessionPresent: false))
    // Half a second past the moment at which the broker would have hung up.
    let end = clock() + .milliseconds(2_000)
    try driven.run { _ in
      clock() >= end
    }
    try driven.client.publish("still here", to: "a", quality: .atLeastOnce, now: clock())
    try driven.run(until: .published(1))
  }
}
