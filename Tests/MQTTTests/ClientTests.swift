// SPDX-License-Identifier: Apache-2.0
import MQTT
import Primitives
import TestSupport
import Testing
import Wire

/// The client's life with a server that is played by bytes, at moments that are made up.
@Suite struct ClientTests {
  //= mqtt-v3.1.1#MQTT-3.1.0-1
  //# After a Network Connection is established by a Client to a Server, the first
  //# Packet sent from the Client to the Server MUST be a CONNECT Packet
  @Test func aWholeLife() throws {
    var client = MQTTClient(options())
    #expect(drain(&client) == Said())
    try client.connect(now: seconds(0))
    #expect(
      drain(&client)
        == Said(
          sent: hex("10 0e 00 04 4d 51 54 54 04 02 00 3c 00 02 63 31"), deadline: seconds(10)))

    try client.handle(connack, now: seconds(1))
    #expect(
      drain(&client)
        == Said(
          events: [Said.Event(event: .connected(sessionPresent: false))],
          deadline: seconds(61)))

    #expect(try client.publish("hi", to: "a/b", now: seconds(2)) == nil)
    #expect(drain(&client).sent == hex("30 07 00 03 61 2f 62 68 69"))

    let identifier = try client.publish(
      "hi", to: "a/b", quality: .atLeastOnce, retain: true, now: seconds(2))
    #expect(identifier == 1)
    #expect(drain(&client).sent == hex("33 09 00 03 61 2f 62 00 01 68 69"))
    try client.handle(hex("40 02 00 01"), now: seconds(3))
    #expect(drain(&client).events == [Said.Event(event: .published(1))])

    let subscription = try client.subscribe(
      to: [
        SubscriptionRequest(utf8("a/b"), maximumQuality: .atLeastOnce),
        SubscriptionRequest(utf8("c/#"), maximumQuality: .atMostOnce),
      ], now: seconds(3))
    #expect(subscription == 2)
    #expect(
      drain(&client).sent == hex("82 0e 00 02 00 03 61 2f 62 01 00 03 63 2f 23 00"))
    try client.handle(hex("90 04 00 02 01 80"), now: seconds(3))
    #expect(drain(&client).events == [Said.Event(event: .subscribed(2), bytes: [1, 0x80])])

    #expect(try client.unsubscribe(from: [utf8("a/b")], now: seconds(4)) == 3)
    #expect(drain(&client).sent == hex("a2 07 00 03 00 03 61 2f 62"))
    try client.handle(hex("b0 02 00 03"), now: seconds(4))
    #expect(drain(&client).events == [Said.Event(event: .unsubscribed(3))])

    //= mqtt-v3.1.1#MQTT-3.14.4-1
    //# After sending a DISCONNECT Packet the Client MUST close the Network
    //# Connection
    try client.publish("last", to: "a", now: seconds(5))
    try client.disconnect(now: seconds(5))
    #expect(
      drain(&client)
        == Said(
          sent: hex("30 07 00 01 61 6c 61 73 74 e0 00"),
          events: [Said.Event(event: .disconnected)]))
    //= mqtt-v3.1.1#MQTT-3.14.4-2
    //# After sending a DISCONNECT Packet the Client MUST NOT send any more Control
    //# Packets on that Network Connection
    #expect(
      failure { () throws(MQTTUsageError) in
        try client.publish("more", to: "a", now: seconds(5))
      } == .notConnected)
    try client.handle(hex("32 05 00 01 61 00 01"), now: seconds(6))
    try client.handleEnd()
    #expect(drain(&client) == Said())
  }

  /// Will, user name and password travel in CONNECT, in the standard's order.
  @Test func everythingAConnectCanSay() throws {
    var options = options { $0.keepAlive = 10 }
    options.will = WillMessage(topic: utf8("w"), payload: utf8("x"), quality: .atLeastOnce)
    options.userName = utf8("u")
    options.password = Secret(copying: utf8("p").span)
    var client = MQTTClient(options.copy())
    try client.connect(now: seconds(0))
    #expect(
      drain(&client).sent
        == hex(
          """
          10 1a  00 04 4d 51 54 54 04 ce 00 0a
          00 02 63 31  00 01 77  00 01 78  00 01 75  00 01 70
          """))
  }

  @Test(arguments: [
    (UInt8(1), ConnectReturnCode.unacceptableProtocolLevel), (2, .identifierRejected),
    (3, .serverUnavailable), (4, .badUserNameOrPassword), (5, .notAuthorized),
  ])
  func refused(_ byte: UInt8, _ code: ConnectReturnCode) throws {
    var client = MQTTClient(options())
    try client.connect(now: seconds(0))
    _ = drain(&client)
    try client.handle([0x20, 2, 0, byte], now: seconds(1))
    #expect(drain(&client) == Said(events: [Said.Event(event: .refused(code))]))
    try client.handle(hex("30 03 00 01 61"), now: seconds(1))
    #expect(drain(&client) == Said())
  }

  /// The topic comes first in the buffer, the payload after it, whatever lay between.
  //= mqtt-v3.1.1#MQTT-2.3.1-5
  //# A PUBLISH Packet MUST NOT contain a Packet Identifier if its QoS value is
  //# set to 0
  @Test(arguments: [
    ("30 07 00 03 61 2f 62 68 69", QualityOfService.atMostOnce, false, false, ""),
    ("31 07 00 03 61 2f 62 68 69", .atMostOnce, true, false, ""),
    ("32 09 00 03 61 2f 62 12 34 68 69", .atLeastOnce, false, false, "40 02 12 34"),
    ("3a 09 00 03 61 2f 62 12 34 68 69", .atLeastOnce, false, true, "40 02 12 34"),
  ])
  func messages(
    _ packet: String, _ quality: QualityOfService, _ retain: Bool, _ duplicate: Bool,
    _ answer: String
  ) throws {
    var client = try connected()
    try client.handle(hex(packet), now: seconds(1))
    let said = drain(&client)
    let event = try #require(said.events.first)
    #expect(event.bytes == utf8("a/bhi"))
    guard case .message(let message) = event.event else {
      Issue.record("\(event.event)")
      return
    }
    #expect(message.topicLength == 3)
    #expect(message.quality == quality)
    #expect(message.retain == retain)
    #expect(message.duplicate == duplicate)
    #expect(said.sent == hex(answer))
  }

  //= mqtt-v3.1.1#MQTT-4.3.2-2
  //# MUST respond with a PUBACK Packet containing the Packet Identifier from the
  //# incoming PUBLISH Packet, having accepted ownership of the Application Message
  @Test func aMessageIsDeliveredBeforeItIsAcknowledged() throws {
    var client = try connected()
    try client.handle(hex("32 06 00 01 61 00 07 21"), now: seconds(1))
    var answers: [Output<ClientEvent>] = []
    for room in [1, 100, 100, 100] {
      _ = [UInt8](capacity: room) { out in answers.append(client.poll(into: &out)) }
    }
    #expect(answers.first == .bufferTooSmall(needed: 2))
    #expect(answers.dropFirst(2).first == .transmit)
    guard case .event(.message) = answers[1] else {
      Issue.record("\(answers)")
      return
    }
  }

  @Test(arguments: [
    //= mqtt-v3.1.1#MQTT-3.2.0-1
    //# The first packet sent from the Server to the Client MUST be a CONNACK Packet
    ("d0 00", MQTTError.unexpectedPacket(.pingresp)),
    ("30 03 00 01 61", .unexpectedPacket(.publish)),
    ("10 0c 00 04 4d 51 54 54 04 02 00 00 00 00", .unexpectedPacket(.connect)),
    //= mqtt-v3.1.1#MQTT-3.2.2-1
    //# If the Server accepts a connection with CleanSession set to 1, the Server MUST
    //# set Session Present to 0 in the CONNACK packet
    ("20 02 01 00", .sessionPresent),
  ])
  func notTheConnackWeExpected(_ packet: String, _ error: MQTTError) throws {
    var client = MQTTClient(options())
    try client.connect(now: seconds(0))
    #expect(
      failure { () throws(MQTTError) in try client.handle(hex(packet), now: seconds(0)) }
        == error)
    #expect(drain(&client) == Said())
  }

  @Test(arguments: [
    ("20 02 00 00", MQTTError.unexpectedPacket(.connack)),
    ("82 06 00 0a 00 01 61 00", .unexpectedPacket(.subscribe)),
    ("c0 00", .unexpectedPacket(.pingreq)),
    ("e0 00", .unexpectedPacket(.disconnect)),
    ("50 02 00 01", .unexpectedPacket(.pubrec)),
    ("d0 00", .unexpectedPacket(.pingresp)),
    ("34 05 00 01 61 00 01", .exactlyOnceNotSupported),
    ("40 02 00 01", .unknownPacketIdentifier(1)),
    ("90 03 00 01 00", .unknownPacketIdentifier(1)),
    ("b0 02 00 01", .unknownPacketIdentifier(1)),
    ("f0 00", .malformed(WireError(.invalid(15), "control packet type", at: 0))),
  ])
  func whatAServerMustNotSend(_ packet: String, _ error: MQTTError) throws {
    var client = try connected()
    #expect(
      failure { () throws(MQTTError) in try client.handle(hex(packet), now: seconds(1)) }
        == error)
    #expect(drain(&client) == Said())
    try client.handle(hex("d0 00"), now: seconds(2))
    try client.handleTimeout(now: seconds(1000))
  }

  //= mqtt-v3.1.1#MQTT-3.8.4-5
  //# The SUBACK Packet sent by the Server to the Client MUST contain a return code
  //# for each Topic Filter/QoS pair
  @Test func aReturnCodeForEachFilter() throws {
    var client = try connected()
    try client.subscribe(
      to: [SubscriptionRequest(utf8("a"), maximumQuality: .atMostOnce)], now: seconds(1))
    #expect(
      failure { () throws(MQTTError) in
        try client.handle(hex("90 04 00 01 00 00"), now: seconds(1))
      } == .wrongReturnCodeCount(2, expected: 1))
  }

  @Test func anAnswerOfTheWrongKind() throws {
    var client = try connected()
    try client.subscribe(
      to: [SubscriptionRequest(utf8("a"), maximumQuality: .atMostOnce)], now: seconds(1))
    #expect(
      failure { () throws(MQTTError) in try client.handle(hex("b0 02 00 01"), now: seconds(1)) }
        == .unknownPacketIdentifier(1))
  }

  /// A message that came whole before the fault is not lost with the connection.
  @Test func whatCameBeforeAnErrorIsStillTold() throws {
    var client = try connected()
    #expect(throws: MQTTError.unexpectedPacket(.pingreq)) {
      try client.handle(hex("30 04 00 01 61 62 c0 00"), now: seconds(1))
    }
    #expect(drain(&client).events.map(\.bytes) == [utf8("ab")])
  }

  @Test func misuse() throws {
    var client = MQTTClient(options())
    #expect(throws: MQTTUsageError.notConnected) {
      try client.publish("a", to: "b", now: seconds(0))
    }
    try client.connect(now: seconds(0))
    #expect(throws: MQTTUsageError.alreadyConnected) { try client.connect(now: seconds(0)) }
    #expect(throws: MQTTUsageError.notConnected) { try client.disconnect(now: seconds(0)) }
    client = try connected()
    #expect(throws: MQTTUsageError.text(TextError(.wildcard, at: 2), "topic name")) {
      try client.publish("a", to: "b/+", now: seconds(0))
    }
    #expect(throws: MQTTUsageError.exactlyOnceNotSupported) {
      try client.publish("a", to: "b", quality: .exactlyOnce, now: seconds(0))
    }
    #expect(throws: MQTTUsageError.noTopicFilter) {
      try client.subscribe(to: [], now: seconds(0))
    }
    #expect(throws: MQTTUsageError.noTopicFilter) {
      try client.unsubscribe(from: [], now: seconds(0))
    }
    #expect(throws: MQTTUsageError.exactlyOnceNotSupported) {
      try client.subscribe(
        to: [SubscriptionRequest(utf8("a"), maximumQuality: .exactlyOnce)], now: seconds(0))
    }
    #expect(throws: MQTTUsageError.text(TextError(.wildcard, at: 0), "topic filter")) {
      try client.unsubscribe(from: [utf8("#a")], now: seconds(0))
    }
    let large = [UInt8](repeating: 0, count: 262_144)
    #expect(throws: MQTTUsageError.backlogFull) {
      try client.publish(large.span, to: utf8("a").span, now: seconds(0))
    }
    #expect(drain(&client).sent == [])
    #expect(try client.publish("a", to: "b", quality: .atLeastOnce, now: seconds(0)) == 1)
  }

  @Test func optionsThatNoServerMayAccept() {
    func error(_ change: (inout ClientOptions) -> Void) -> MQTTUsageError? {
      var client = MQTTClient(options(change))
      return failure { () throws(MQTTUsageError) in try client.connect(now: seconds(0)) }
    }
    //= mqtt-v3.1.1#MQTT-3.1.3-7
    //# If the Client supplies a zero-byte ClientId, the Client MUST also set
    //# CleanSession to 1
    #expect(
      error {
        $0.clientIdentifier = []
        $0.cleanSession = false
      } == .clientIdentifierMissing)
    #expect(error { $0.clientIdentifier = [] } == nil)
    #expect(
      error { $0.clientIdentifier = [0xFF] }
        == .text(TextError(.illFormed, at: 0), "client identifier"))
    #expect(error { $0.password = Secret(copying: utf8("p").span) } == .userNameMissing)
    #expect(
      error { $0.userName = [0] } == .text(TextError(.nullCharacter, at: 0), "user name"))
    #expect(
      error { $0.will = WillMessage(topic: utf8("#"), payload: []) }
        == .text(TextError(.wildcard, at: 0), "will topic"))
    let long = [UInt8](repeating: 0x61, count: 65_536)
    #expect(
      error { $0.will = WillMessage(topic: utf8("a"), payload: long) }
        == .text(TextError(.tooLong, at: 65_535), "will message"))
    #expect(
      error {
        $0.userName = utf8("u")
        $0.password = Secret(copying: long.span)
      } == .text(TextError(.tooLong, at: 65_535), "password"))
  }
}
