// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing
import Wire

/// What a broker keeps for a client that is away.
@Suite struct BrokerSessionTests {
  //= mqtt-v3.1.1#MQTT-3.1.2-4
  //# If CleanSession is set to 0, the Server MUST resume communications with the
  //# Client based on state from the current Session (as identified by the Client
  //# identifier)
  //= mqtt-v3.1.1#MQTT-3.1.2-5
  //# After the disconnection of a Session that had CleanSession set to 0, the Server MUST
  //# store further QoS 1 and QoS 2 messages that match any subscriptions that the client
  //# had at the time of disconnection as part of the Session state
  //= mqtt-v3.1.1#MQTT-3.1.3-2
  //# The ClientId MUST be used by Clients and by Servers to identify state that they
  //# hold relating to this MQTT Session between the Client and the Server
  @Test(arguments: [true, false])
  func messagesWaitForTheAbsent(_ saysGoodbye: Bool) {
    var net = Net()
    let publisher = net.join("p")
    let away = net.join("away", clean: false)
    _ = net.subscribe(away, "a", 1)
    if saysGoodbye { net.send("e0 00", from: away) } else { net.lose(away) }
    net.send(publishPacket("a", "1", flags: 2, identifier: 1), from: publisher)
    net.send(publishPacket("a", "0"), from: publisher)
    net.send(publishPacket("a", "2", flags: 2, identifier: 2), from: publisher)

    let back = net.connect("away", clean: false)
    #expect(
      net.received(back) == hex("20 02 01 00")
        + publishPacket("a", "1", flags: 2, identifier: 1)
        + publishPacket("a", "2", flags: 2, identifier: 2))
    net.send("40 02 00 01 40 02 00 02", from: back)
    net.lose(back)
    let again = net.connect("away", clean: false)
    #expect(net.received(again) == hex("20 02 01 00"))
  }

  //= mqtt-v3.1.1#MQTT-4.4.0-1
  //# When a Client reconnects with CleanSession set to 0, both the Client and Server
  //# MUST re-send any unacknowledged PUBLISH Packets (where QoS > 0) and PUBREL
  //# Packets using their original Packet Identifiers
  //= mqtt-v3.1.1#MQTT-3.3.1-1
  //# The DUP flag MUST be set to 1 by the Client or Server when it attempts to
  //# re-deliver a PUBLISH Packet
  //= mqtt-v3.1.1#MQTT-3.3.1-3
  //# its value MUST be determined solely by whether the outgoing PUBLISH packet is a
  //# retransmission
  @Test func whatWasNotAcknowledgedComesAgain() {
    var net = Net()
    let publisher = net.join("p")
    let first = net.join("c", clean: false)
    _ = net.subscribe(first, "a", 1)
    for (number, flags) in [(1, 2), (2, 0x0A), (3, 2)] as [(UInt16, UInt8)] {
      net.send(
        publishPacket("a", "\(number)", flags: flags, identifier: number), from: publisher)
    }
    #expect(
      net.received(first) == publishPacket("a", "1", flags: 2, identifier: 1)
        + publishPacket("a", "2", flags: 2, identifier: 2)
        + publishPacket("a", "3", flags: 2, identifier: 3))
    net.send("40 02 00 02", from: first)

    let second = net.connect("c", clean: false)
    #expect(net.closed(first) == .takenOver)
    #expect(
      net.received(second) == hex("20 02 01 00")
        + publishPacket("a", "1", flags: 0x0A, identifier: 1)
        + publishPacket("a", "3", flags: 0x0A, identifier: 3))
    net.send(publishPacket("a", "4", flags: 2, identifier: 4), from: publisher)
    #expect(net.received(second) == publishPacket("a", "4", flags: 2, identifier: 4))
  }

  //= mqtt-v3.1.1#MQTT-3.1.2-6
  //# If CleanSession is set to 1, the Client and Server MUST discard any previous
  //# Session and start a new one
  @Test func aCleanSessionForgets() {
    var net = Net()
    let publisher = net.join("p")
    let first = net.join("c", clean: false)
    _ = net.subscribe(first, "a", 1)
    net.send(publishPacket("a", "1", flags: 2, identifier: 1), from: publisher)
    let second = net.connect("c", clean: true)
    #expect(net.received(second) == hex("20 02 00 00"))
    net.send(publishPacket("a", "2", flags: 2, identifier: 1), from: publisher)
    #expect(net.received(second) == [])
    net.lose(second)
    #expect(net.broker.sessionCount == 1)
    let third = net.connect("c", clean: false)
    #expect(net.received(third) == hex("20 02 00 00"))
  }

  @Test func theWindowOpensWithEachAcknowledgement() {
    var limits = BrokerLimits()
    limits.window = 2
    var net = Net(limits: limits)
    let (publisher, listener) = (net.join("p"), net.join("l"))
    _ = net.subscribe(listener, "a", 1)
    for number in 1...5 as ClosedRange<UInt16> {
      net.send(
        publishPacket("a", "\(number)", flags: 2, identifier: number), from: publisher)
    }
    #expect(
      net.received(listener) == publishPacket("a", "1", flags: 2, identifier: 1)
        + publishPacket("a", "2", flags: 2, identifier: 2))
    net.send("40 02 00 01", from: listener)
    #expect(net.received(listener) == publishPacket("a", "3", flags: 2, identifier: 3))
    // A number that is not in flight opens nothing, and harms nobody.
    net.send("40 02 00 01 40 02 00 04 40 02 ff ff", from: listener)
    #expect(net.received(listener) == [] && net.isOpen(listener))
    net.send("40 02 00 02 40 02 00 03", from: listener)
    #expect(
      net.received(listener) == publishPacket("a", "4", flags: 2, identifier: 4)
        + publishPacket("a", "5", flags: 2, identifier: 5))
  }

  /// Our client on the other end: its connection breaks again and again, and every message
  /// arrives, in order but for those that come twice.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func ourClientLosesNothing(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var net = Net()
    let publisher = net.join("publisher")
    var client = MQTTClient(
      options {
        $0.cleanSession = false
        $0.keepAlive = 0
      })
    var peer: Int?
    var heard: [Int] = []
    var isSubscribed = false

    func talk() throws {
      guard let number = peer else { return }
      for _ in 0..<4 {
        let said = drain(&client)
        for event in said.events {
          if case .message = event.event {
            heard.append(Int(String(decoding: event.bytes.dropFirst(), as: UTF8.self)) ?? -1)
          }
        }
        net.send(said.sent, from: number)
        try client.handle(net.received(number), now: net.now)
      }
    }
    func reconnect() throws {
      peer = net.open()
      try client.connect(now: net.now)
      try talk()
      guard !isSubscribed else { return }
      try client.subscribe(
        to: [SubscriptionRequest(utf8("a"), maximumQuality: .atLeastOnce)], now: net.now)
      try talk()
      isSubscribed = true
    }
    try reconnect()
    for number in 1...200 {
      net.send(
        publishPacket("a", "\(number)", flags: 2, identifier: UInt16(number)),
        from: publisher)
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        // What the broker sent is lost with the connection, or the answer is.
        guard let lost = peer else { break }
        if Bool.random(using: &random) {
          try client.handle(net.received(lost), now: net.now)
          heard += drain(&client).events.compactMap {
            Int(String(decoding: $0.bytes.dropFirst(), as: UTF8.self))
          }
        }
        net.lose(lost)
        try? client.handleEnd()
        _ = drain(&client)
        peer = nil
      case 1, 2, 3: if peer == nil { try reconnect() }
      default: try talk()
      }
    }
    if peer == nil { try reconnect() }
    for _ in 0..<20 { try talk() }
    var inOrder: [Int] = []
    for number in heard where number > inOrder.last ?? 0 { inOrder.append(number) }
    #expect(inOrder == Array(1...200))
    #expect(net.broker.counters.deliveriesAboveLimit == 0)
  }
}
