// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing
import Wire

/// From one client to all who asked for it.
@Suite struct BrokerMessageTests {
  let connack = hex("20 02 00 00")

  @Test func oneTellsMany() {
    var net = Net()
    let publisher = net.join("publisher")
    let listeners = (0..<100).map { net.join("listener \($0)") }
    let deaf = net.join("deaf")
    for listener in listeners {
      #expect(net.subscribe(listener, "home/+/t") == hex("90 03 00 01 00"))
    }
    #expect(net.subscribe(deaf, "home/+") == hex("90 03 00 01 00"))
    net.send(publishPacket("home/kitchen/t", "21.5"), from: publisher)
    for listener in listeners {
      #expect(net.received(listener) == publishPacket("home/kitchen/t", "21.5"))
    }
    #expect(net.received(deaf) == [] && net.received(publisher) == [])
    #expect(net.broker.counters.delivered == 100)
  }

  //= mqtt-v3.1.1#MQTT-3.8.4-6
  //# The QoS of Payload Messages sent in response to a Subscription MUST be the
  //# minimum of the QoS of the originally published message and the maximum QoS
  //# granted by the Server
  @Test(arguments: [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (1, 2)])
  func theLowerQualityCounts(_ published: UInt8, _ subscribed: UInt8) {
    var net = Net()
    let (publisher, listener) = (net.join("p"), net.join("l"))
    let granted = min(subscribed, 1)
    #expect(net.subscribe(listener, "a", subscribed) == hex("90 03 00 01") + [granted])
    net.send(
      publishPacket("a", "x", flags: published << 1, identifier: published == 0 ? nil : 7),
      from: publisher)
    //= mqtt-v3.1.1#MQTT-4.3.2-2
    //# MUST respond with a PUBACK Packet containing the Packet Identifier from the
    //# incoming PUBLISH Packet, having accepted ownership of the Application Message
    #expect(net.received(publisher) == (published == 0 ? [] : hex("40 02 00 07")))
    let quality = min(published, granted)
    #expect(
      net.received(listener)
        == publishPacket("a", "x", flags: quality << 1, identifier: quality == 0 ? nil : 1))
  }

  //= mqtt-v3.1.1#MQTT-3.3.5-1
  //# When Clients make subscriptions with Topic Filters that include wildcards, it
  //# is possible for a Client's subscriptions to overlap so that a published message
  //# might match multiple filters. In this case the Server MUST deliver the message
  //# to the Client respecting the maximum QoS of all the matching subscriptions
  @Test func overlappingSubscriptionsDeliverOnce() {
    var net = Net()
    let peer = net.join("p")
    for (filter, quality) in [("a/b", 0), ("a/+", 1), ("#", 0), ("a/b/#", 0)] as [(String, UInt8)] {
      _ = net.subscribe(peer, filter, quality)
    }
    net.send(publishPacket("a/b", "x", flags: 2, identifier: 3), from: peer)
    let answer = net.received(peer)
    #expect(
      answer == publishPacket("a/b", "x", flags: 2, identifier: 1) + hex("40 02 00 03"))
  }

  //= mqtt-v3.1.1#MQTT-3.8.4-3
  //# If a Server receives a SUBSCRIBE Packet that contains a Topic Filter that is
  //# identical to an existing Subscription's Topic Filter then it MUST completely
  //# replace that existing Subscription with a new Subscription.
  //= mqtt-v3.1.1#MQTT-3.8.4-5
  //# The SUBACK Packet sent by the Server to the Client MUST contain a return code
  //# for each Topic Filter/QoS pair
  @Test func aSubscriptionIsReplaced() {
    var net = Net()
    let peer = net.join("p")
    net.send("82 0e 00 0a 00 03 61 2f 62 01 00 03 61 2f 62 00", from: peer)
    #expect(net.received(peer) == hex("90 04 00 0a 01 00"))
    net.send(publishPacket("a/b", "x", flags: 2, identifier: 3), from: peer)
    #expect(net.received(peer) == publishPacket("a/b", "x") + hex("40 02 00 03"))
  }

  //= mqtt-v3.1.1#MQTT-3.10.4-1
  //# The Topic Filters (whether they contain wildcards or not) supplied in an
  //# UNSUBSCRIBE packet MUST be compared character-by-character with the current set
  //# of Topic Filters held by the Server for the Client
  //= mqtt-v3.1.1#MQTT-3.10.4-5
  //# Even where no Topic Subscriptions are deleted, the Server MUST respond with an
  //# UNSUBACK
  @Test func unsubscribing() {
    var net = Net()
    let peer = net.join("p")
    _ = net.subscribe(peer, "a/+")
    _ = net.subscribe(peer, "a/+/b")
    for other in ["a/b", "a", "a/#", "a/+/+", "+"] {
      net.send(unsubscribePacket(other), from: peer)
      #expect(net.received(peer) == hex("b0 02 00 02"))
    }
    net.send(publishPacket("a/x", "1"), from: peer)
    #expect(net.received(peer) == publishPacket("a/x", "1"))
    net.send(unsubscribePacket("a/+"), from: peer)
    #expect(net.received(peer) == hex("b0 02 00 02"))
    net.send(publishPacket("a/x", "2") + publishPacket("a/x/b", "3"), from: peer)
    #expect(net.received(peer) == publishPacket("a/x/b", "3"))
  }

  //= mqtt-v3.1.1#MQTT-3.3.1-5
  //# If the RETAIN flag is set to 1, in a PUBLISH Packet sent by a Client to a Server,
  //# the Server MUST store the Application Message and its QoS, so that it can be
  //# delivered to future subscribers whose subscriptions match its topic name
  //= mqtt-v3.1.1#MQTT-3.3.1-8
  //# When sending a PUBLISH Packet to a Client the Server MUST set the RETAIN flag
  //# to 1 if a message is sent as a result of a new subscription being made by a
  //# Client
  //= mqtt-v3.1.1#MQTT-3.3.1-9
  //# It MUST set the RETAIN flag to 0 when a PUBLISH Packet is sent to a Client
  //# because it matches an established subscription regardless of how the flag was
  //# set in the message it received
  //= mqtt-v3.1.1#MQTT-3.3.1-11
  //# A zero byte retained message MUST NOT be stored as a retained message on the
  //# Server
  @Test func whatIsRetained() {
    var net = Net()
    let (publisher, early) = (net.join("p"), net.join("early"))
    _ = net.subscribe(early, "#")
    net.send(publishPacket("a/b", "old", flags: 1), from: publisher)
    net.send(publishPacket("a/b", "new", flags: 3, identifier: 1), from: publisher)
    net.send(publishPacket("a/c", "not", flags: 0), from: publisher)
    net.send(publishPacket("a", "top", flags: 1), from: publisher)
    net.send(publishPacket("ab", "other", flags: 1), from: publisher)
    net.send(publishPacket("$s", "hidden", flags: 1), from: publisher)
    #expect(
      net.received(early)
        == publishPacket("a/b", "old") + publishPacket("a/b", "new")
        + publishPacket("a/c", "not") + publishPacket("a", "top")
        + publishPacket("ab", "other"))
    #expect(net.broker.retainedCount == 4)

    let late = net.join("late")
    #expect(
      net.subscribe(late, "a/#", 1)
        == hex("90 03 00 01 01") + publishPacket("a", "top", flags: 1)
        + publishPacket("a/b", "new", flags: 3, identifier: 1))
    #expect(
      net.subscribe(late, "+") == hex("90 03 00 01 00")
        + publishPacket("a", "top", flags: 1) + publishPacket("ab", "other", flags: 1))
    #expect(
      net.subscribe(late, "$s") == hex("90 03 00 01 00")
        + publishPacket("$s", "hidden", flags: 1))

    net.send(publishPacket("a/b", "", flags: 1), from: publisher)
    #expect(net.received(early) == publishPacket("a/b", ""))
    let later = net.join("later")
    #expect(net.subscribe(later, "a/b") == hex("90 03 00 01 00"))
    #expect(net.broker.retainedCount == 3)
  }

  //= mqtt-v3.1.1#MQTT-3.1.2-8
  //# The Will Message MUST be published when the Network Connection is subsequently
  //# closed unless the Will Message has been deleted by the Server on receipt of a
  //# DISCONNECT Packet
  //= mqtt-v3.1.1#MQTT-3.14.4-3
  //# On receipt of DISCONNECT the Server MUST discard any Will Message associated
  //# with the current connection without publishing it
  @Test(arguments: ["lost", "violation", "silence", "takeover", "goodbye"])
  func theWill(_ end: String) {
    var net = Net()
    let witness = net.join("witness")
    _ = net.subscribe(witness, "dead/#")
    let mortal = net.connect(
      "mortal", keepAlive: 10, will: ("dead/mortal", "!", .atLeastOnce, true))
    switch end {
    case "lost": net.lose(mortal)
    case "violation": net.send("00", from: mortal)
    case "silence": net.advance(to: seconds(15))
    case "takeover": _ = net.join("mortal")
    default: net.send("e0 00", from: mortal)
    }
    #expect(!net.isOpen(mortal))
    let expected = end == "goodbye" ? [] : publishPacket("dead/mortal", "!")
    #expect(net.received(witness) == expected)
    #expect(net.broker.retainedCount == (end == "goodbye" ? 0 : 1))
  }

  @Test func whoWasRefusedHasNoWill() {
    var net = Net()
    let witness = net.join("witness")
    _ = net.subscribe(witness, "#")
    let refused = net.connect("", clean: false, will: ("w", "!", .atMostOnce, false))
    #expect(net.closed(refused) == .refused(.identifierRejected))
    #expect(net.received(witness) == [])
  }

  /// The tree finds what the matcher of one filter finds, for filters and topics of every form.
  @Test func theTreeAgreesWithTheMatcher() throws {
    var random = SeededRandom(seed: 9)
    func text(_ alphabet: [String]) -> String {
      (0..<Int.random(in: 1...4, using: &random))
        .map { _ in alphabet.randomElement(using: &random) ?? "" }.joined(separator: "/")
    }
    var limits = BrokerLimits()
    limits.subscriptions = 1000
    for _ in 0..<40 {
      var net = Net(limits: limits)
      let publisher = net.join("publisher")
      var filters: [String] = []
      var listeners: [Int] = []
      for i in 0..<30 {
        let filter = text(["a", "b", "", "+", "$s"]) + ["", "", "/#"][i % 3]
        filters.append(filter.isEmpty ? "#" : filter)
        listeners.append(net.join("l\(i)"))
        let code = filters[i].isEmpty ? 0 : UInt8(0)
        #expect(net.subscribe(listeners[i], filters[i]) == hex("90 03 00 01") + [code])
      }
      // Some go again, so that the tree has lost branches.
      for i in stride(from: 0, to: 30, by: 4) {
        net.send(unsubscribePacket(filters[i]), from: listeners[i])
        _ = net.received(listeners[i])
      }
      for _ in 0..<20 {
        let topic = text(["a", "b", "", "$s"])
        guard !topic.isEmpty else { continue }
        net.send(publishPacket(topic, "x"), from: publisher)
        for i in 0..<30 {
          let (filterBytes, topicBytes) = (utf8(filters[i]), utf8(topic))
          let matches = try TopicFilter(filterBytes.span).matches(try TopicName(topicBytes.span))
          #expect(
            net.received(listeners[i])
              == (matches && i % 4 != 0 ? publishPacket(topic, "x") : []),
            "\(filters[i]) and \(topic)")
        }
      }
    }
  }
}
