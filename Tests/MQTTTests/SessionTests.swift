// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing
import Wire

/// At least once: what a lost connection leaves behind, and what the next one does with it.
@Suite struct SessionTests {
  static func lasting(_ options: inout ClientOptions) { options.cleanSession = false }

  //= mqtt-v3.1.1#MQTT-4.4.0-1
  //# When a Client reconnects with CleanSession set to 0, both the Client and Server
  //# MUST re-send any unacknowledged PUBLISH Packets (where QoS > 0) and PUBREL
  //# Packets using their original Packet Identifiers
  //= mqtt-v3.1.1#MQTT-4.6.0-1
  //# When it re-sends any PUBLISH packets, it MUST re-send them in the order in
  //# which the original PUBLISH packets were sent
  //= mqtt-v3.1.1#MQTT-3.3.1-1
  //# The DUP flag MUST be set to 1 by the Client or Server when it attempts to
  //# re-deliver a PUBLISH Packet
  @Test(arguments: ["20 02 01 00", "20 02 00 00"])
  func unacknowledgedMessagesAreSentAgain(_ connack: String) throws {
    var client = try connected(Self.lasting)
    for payload in ["1", "2", "3"] {
      try client.publish(payload, to: "a", quality: .atLeastOnce, now: seconds(1))
    }
    _ = drain(&client)
    try client.handle(hex("40 02 00 02"), now: seconds(2))
    #expect(drain(&client).events == [Said.Event(event: .published(2))])
    #expect(throws: MQTTError.connectionLost) { try client.handleEnd() }

    try client.connect(now: seconds(3))
    _ = drain(&client)
    try client.handle(hex(connack), now: seconds(3))
    let present = hex(connack)[2] == 1
    #expect(
      drain(&client)
        == Said(
          sent: hex("3a 06 00 01 61 00 01 31  3a 06 00 01 61 00 03 33"),
          events: [Said.Event(event: .connected(sessionPresent: present))],
          deadline: seconds(63)))
    try client.handle(hex("40 02 00 01 40 02 00 03"), now: seconds(4))
    #expect(
      drain(&client).events
        == [Said.Event(event: .published(1)), Said.Event(event: .published(3))])
  }

  @Test func anotherClientTakesTheSessionOver() throws {
    var first = try connected(Self.lasting)
    try first.publish("1", to: "a", quality: .atLeastOnce, now: seconds(1))
    _ = drain(&first)
    let session = first.takeSession()
    #expect(session.unacknowledged == 1)
    #expect(first.takeSession().unacknowledged == 0)

    var second = MQTTClient(options(Self.lasting), session: session)
    try second.connect(now: seconds(2))
    _ = drain(&second)
    try second.handle(hex("20 02 01 00"), now: seconds(2))
    #expect(drain(&second).sent == hex("3a 06 00 01 61 00 01 31"))
    //= mqtt-v3.1.1#MQTT-2.3.1-2
    //# Each time a Client sends a new packet of one of these types it MUST assign it a
    //# currently unused Packet Identifier
    #expect(try second.publish("2", to: "a", quality: .atLeastOnce, now: seconds(3)) == 2)
  }

  //= mqtt-v3.1.1#MQTT-3.1.2-6
  //# State data associated with this Session MUST NOT be reused in any subsequent
  //# Session
  @Test func aCleanSessionAbandonsAndSaysSo() throws {
    var client = try connected()
    try client.publish("1", to: "a", quality: .atLeastOnce, now: seconds(1))
    try client.subscribe(
      to: [SubscriptionRequest(utf8("a"), maximumQuality: .atMostOnce)], now: seconds(1))
    _ = drain(&client)
    #expect(throws: MQTTError.connectionLost) { try client.handleEnd() }
    try client.connect(now: seconds(2))
    #expect(
      Set(drain(&client).events.map { "\($0.event)" })
        == ["abandoned(1)", "abandoned(2)"])
    try client.handle(connack, now: seconds(2))
    #expect(drain(&client).sent == [])
  }

  @Test func theWindowIsBounded() throws {
    var client = try connected { $0.window = 2 }
    for _ in 1...2 { try client.publish("x", to: "a", quality: .atLeastOnce, now: seconds(1)) }
    #expect(throws: MQTTUsageError.windowFull) {
      try client.publish("x", to: "a", quality: .atLeastOnce, now: seconds(1))
    }
    #expect(try client.publish("x", to: "a", now: seconds(1)) == nil)
    for _ in 1...2 { try client.unsubscribe(from: [utf8("a")], now: seconds(1)) }
    #expect(throws: MQTTUsageError.windowFull) {
      try client.unsubscribe(from: [utf8("a")], now: seconds(1))
    }
    try client.handle(hex("40 02 00 01"), now: seconds(2))
    #expect(try client.publish("x", to: "a", quality: .atLeastOnce, now: seconds(2)) == 5)
  }

  /// 70,000 messages go past the last identifier, 65,535, and around the one that is in use.
  @Test func identifiersGoRoundAndSkipWhatIsInUse() throws {
    var client = try connected()
    let kept = try client.publish("x", to: "a", quality: .atLeastOnce, now: seconds(1))
    #expect(kept == 1)
    var last: UInt16 = 1
    for _ in 0..<70_000 {
      let next = try #require(
        try client.publish("x", to: "a", quality: .atLeastOnce, now: seconds(1)))
      if next != (last == .max ? 2 : last + 1) { Issue.record("\(last) then \(next)") }
      last = next
      try client.handle([0x40, 2, UInt8(next >> 8), UInt8(next & 0xFF)], now: seconds(1))
      _ = drain(&client)
    }
    #expect(client.takeSession().unacknowledged == 1)
  }
}
