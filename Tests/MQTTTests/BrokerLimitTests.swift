// SPDX-License-Identifier: Apache-2.0
import Foundation
import MQTT
import TestSupport
import Testing
import Wire

/// Nobody gets more than the limits say, and nobody suffers for what another one does.
@Suite(.serialized) struct BrokerLimitTests {
  func net(_ change: (inout BrokerLimits) -> Void) -> Net<OpenPolicy> {
    var limits = BrokerLimits()
    change(&limits)
    return Net(limits: limits)
  }

  @Test func connections() {
    var net = net { $0.connections = 2 }
    let first = net.join("a")
    _ = net.join("b")
    let third = net.open()
    #expect(!net.isOpen(third))
    #expect(net.broker.counters.turnedAway == 1)
    net.lose(first)
    let fourth = net.open()
    #expect(net.isOpen(fourth))
  }

  @Test func sessions() {
    var net = net { $0.sessions = 2 }
    net.lose(net.join("a", clean: false))
    _ = net.join("b")
    let third = net.connect("c")
    #expect(net.received(third) == hex("20 02 00 03"))
    let again = net.connect("a", clean: false)
    #expect(net.received(again) == hex("20 02 01 00"))
  }

  @Test func subscriptions() {
    var net = net {
      $0.subscriptions = 2
      $0.filterSize = 10
      $0.filterLevels = 3
    }
    let peer = net.join("a")
    for (filter, code) in [
      ("a/b/c/d", 0x80), ("0123456789x", 0x80), ("0123456789", 1), ("a/b/c", 1), ("d", 0x80),
      ("a/b/c", 1),
    ] as [(String, UInt8)] {
      #expect(net.subscribe(peer, filter, 1) == hex("90 03 00 01") + [code], "\(filter)")
    }
    #expect(net.broker.counters.subscriptionsAboveLimit == 3)
    net.send(unsubscribePacket("a/b/c"), from: peer)
    _ = net.received(peer)
    #expect(net.subscribe(peer, "d") == hex("90 03 00 01 00"))
  }

  /// As many slashes as a length of 16 bits can count: what once overflowed a broker's stack.
  @Test func levelsWithoutEnd() {
    let slashes = String(repeating: "/", count: 65_400)
    var net = net {
      $0.packetSize = 100_000
      $0.backlog = 100_000
    }
    let peer = net.join("a")
    #expect(net.subscribe(peer, slashes) == hex("90 03 00 01 80"))
    #expect(net.subscribe(peer, "+/+/#") == hex("90 03 00 01 00"))
    net.send(publishPacket(slashes, "x"), from: peer)
    #expect(net.received(peer) == publishPacket(slashes, "x"))

    var generous = self.net {
      $0.packetSize = 100_000
      $0.backlog = 100_000
      $0.filterSize = 65_535
      $0.filterLevels = 65_535
    }
    let other = generous.join("b")
    #expect(generous.subscribe(other, slashes) == hex("90 03 00 01 00"))
    generous.send(publishPacket(slashes, "x"), from: other)
    #expect(generous.received(other) == publishPacket(slashes, "x"))
    generous.send(unsubscribePacket(slashes), from: other)
    #expect(generous.received(other) == hex("b0 02 00 02"))
    #expect(generous.broker.subscriptionCount == 0)
  }

  /// Who comes and goes leaves nothing behind, not even in the calendar of deadlines.
  @Test func comingAndGoingLeavesNothing() {
    var net = Net()
    let connect = connectPacket("x", keepAlive: 65_535)
    let before = residentBytes()
    for round in 0..<200_000 {
      guard let connection = net.broker.opened(now: seconds(round)) else { continue }
      net.broker.handle(connect.span, from: connection, now: seconds(round))
      net.broker.handleTimeout(now: seconds(round + 10))
      discardAll(&net)
      net.broker.closed(connection)
    }
    #expect(net.broker.connectionCount == 0 && net.broker.sessionCount == 0)
    #expect(net.broker.counters.lost == 200_000)
    #expect(residentBytes() - before < 4_000_000)
  }

  @Test func retainedMessages() {
    var net = net {
      $0.retainedMessages = 2
      $0.retainedBytes = 10
    }
    let peer = net.join("a")
    for (topic, payload, count) in [
      ("a", "1234", 1), ("b", "12345", 1), ("b", "1234", 2), ("c", "", 2), ("c", "x", 2),
      ("a", "12345", 1), ("c", "1", 2),
    ] {
      net.send(publishPacket(topic, payload, flags: 1), from: peer)
      #expect(net.broker.retainedCount == count, "\(topic) \(payload)")
    }
    #expect(net.broker.counters.retainedAboveLimit == 3)
  }

  @Test(arguments: [(3, 1_000, 3), (1_000, 10, 5)])
  func queues(_ messages: Int, _ bytes: Int, _ kept: Int) {
    var net = net {
      $0.queuedMessages = messages
      $0.queuedBytes = bytes
    }
    let publisher = net.join("p")
    let away = net.join("away", clean: false)
    _ = net.subscribe(away, "a", 1)
    net.lose(away)
    for number in 1...9 as ClosedRange<UInt16> {
      net.send(
        publishPacket("a", "\(number)", flags: 2, identifier: number), from: publisher)
      #expect(net.received(publisher) == [0x40, 2, 0, UInt8(number)])
    }
    let back = net.connect("away", clean: false)
    var expected = hex("20 02 01 00")
    for number in 1...UInt16(kept) {
      expected += publishPacket("a", "\(number)", flags: 2, identifier: number)
    }
    #expect(net.received(back) == expected)
    #expect(net.broker.counters.deliveriesAboveLimit == 9 - kept)
  }

  @Test func packetSize() {
    var net = net { $0.packetSize = 100 }
    let peer = net.join("a")
    net.send("30 63", from: peer)
    #expect(net.closed(peer) == .violation(.packetTooLarge(101, limit: 100)))
  }

  /// A subscriber that does not read gets what fits, and nobody else gets less.
  @Test func aSlowReaderHarmsItself() {
    var net = net {
      $0.backlog = 1_000
      $0.queuedBytes = 5_000
    }
    let (publisher, slow) = (net.join("p"), net.join("slow"))
    _ = net.subscribe(slow, "a")
    net.reads = false
    let payload = String(repeating: "x", count: 97)
    for _ in 0..<1_000 { net.send(publishPacket("a", payload), from: publisher) }
    // Its backlog is full, and there is room for an answer all the same.
    net.send("c0 00", from: slow)
    let counters = net.broker.counters
    #expect(counters.delivered + counters.deliveriesAboveLimit < 1_000)
    #expect(counters.deliveriesAboveLimit > 900)
    #expect(net.isOpen(slow))
    net.reads = true
    net.readAll()
    net.readAll()
    let received = net.received(slow)
    #expect(received.count <= 7_000 && received.contains(0xD0))
    net.send(publishPacket("a", "now"), from: publisher)
    #expect(net.received(slow) == publishPacket("a", "now"))
  }

  /// A client that makes us answer, and does not take the answers.
  @Test func whoMakesUsAnswerMustRead() {
    var net = net {
      $0.backlog = 60
      $0.packetSize = 60
      $0.answers = 40
    }
    let peer = net.join("a")
    net.reads = false
    for _ in 0..<51 { net.send("c0 00", from: peer) }
    #expect(net.isOpen(peer))
    net.send("c0 00", from: peer)
    #expect(net.closed(peer) == .violation(.peerDoesNotRead(backlog: 100)))
  }

  /// Ten thousand connections that say nothing, and what each of them takes.
  @Test func tenThousandAreIdle() {
    var net = Net()
    let before = residentBytes()
    var connections: [ConnectionIdentifier] = []
    connections.reserveCapacity(10_000)
    for number in 0..<10_000 {
      guard let connection = net.broker.opened(now: net.now) else { continue }
      connections.append(connection)
      let connect = connectPacket("device \(number)", keepAlive: 60)
      net.broker.handle(connect.span, from: connection, now: net.now)
      let subscribe = subscribePacket("device/\(number)/set", 1)
      net.broker.handle(subscribe.span, from: connection, now: net.now)
      discardAll(&net)
    }
    let each = (residentBytes() - before) / 10_000
    #expect(net.broker.connectionCount == 10_000 && net.broker.sessionCount == 10_000)
    #expect(each < 4_096, "\(each) bytes for each connection")
    print("an idle connection with a session and a subscription takes \(each) bytes")

    let ping = hex("c0 00")
    for (number, connection) in connections.enumerated() where number % 2 == 0 {
      net.broker.handle(ping.span, from: connection, now: seconds(80))
    }
    net.broker.handleTimeout(now: seconds(90))
    #expect(net.broker.counters.keepAliveTimeouts == 5_000)
    discardAll(&net)
    #expect(net.broker.connectionCount == 5_000)
  }

  /// This whole process's memory, so what other tests take meanwhile counts too.
  func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return 4_096 * (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
  }

  func discardAll(_ net: inout Net<OpenPolicy>) {
    while true {
      var answer = BrokerOutput.wait(until: nil)
      _ = [UInt8](capacity: 256) { out in answer = net.broker.poll(into: &out) }
      switch answer {
      case .transmit(let connection): net.broker.sent(to: connection)
      case .close: break
      case .wait, .bufferTooSmall: return
      }
    }
  }

  /// Whatever some clients send, whole or mutated, in pieces of any size: the broker goes on,
  /// holds no more than it may, and two others talk undisturbed.
  @Test(arguments: 0..<30 as Range<UInt64>)
  func noiseDisturbsNobody(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var net = net {
      $0.sessions = 50
      $0.retainedMessages = 20
      $0.packetSize = 2_000
    }
    let (speaker, listener) = (net.join("speaker"), net.join("listener"))
    _ = net.subscribe(listener, "quiet/topic", 1)
    var acknowledged: UInt16 = 0
    for round in 1...300 as ClosedRange<UInt16> {
      let noisy = net.open()
      var stream: [UInt8] = []
      if Bool.random(using: &random) {
        stream += connectPacket(
          "n\(Int.random(in: 0..<80, using: &random))", clean: Bool.random(using: &random),
          will: ("w", "x", .atLeastOnce, Bool.random(using: &random)))
      }
      for _ in 0..<Int.random(in: 0..<10, using: &random) { stream += noise(&random) }
      if Bool.random(using: &random), !stream.isEmpty {
        stream[Int.random(in: 0..<stream.count, using: &random)] = random.bytes(1)[0]
      }
      while !stream.isEmpty {
        let piece = Array(stream.prefix(Int.random(in: 1...40, using: &random)))
        stream.removeFirst(piece.count)
        net.send(piece, from: noisy)
      }
      if Bool.random(using: &random) { net.lose(noisy) }
      net.send(
        publishPacket("quiet/topic", "\(round)", flags: 2, identifier: round), from: speaker)
      #expect(net.received(speaker) == [0x40, 2, UInt8(round >> 8), UInt8(round & 0xFF)])
      acknowledged += 1
      #expect(
        net.received(listener)
          == publishPacket("quiet/topic", "\(round)", flags: 2, identifier: acknowledged))
      net.send([0x40, 2, UInt8(acknowledged >> 8), UInt8(acknowledged & 0xFF)], from: listener)
      net.advance(to: seconds(Int(round)))
    }
    #expect(net.broker.sessionCount <= 50 && net.broker.retainedCount <= 20)
    #expect(net.broker.counters.violations > 0)
  }

  func noise(_ random: inout SeededRandom) -> [UInt8] {
    let topic = ["w", "a", "a/b", "$s", "/"].randomElement(using: &random) ?? "a"
    let filter = ["#", "+", "a/#", "+/+", "$s/#", "a"].randomElement(using: &random) ?? "#"
    let number = UInt16.random(in: 0...3, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return publishPacket(topic, "x", flags: UInt8.random(in: 0..<2, using: &random))
    case 1: return publishPacket(topic, "y", flags: 2, identifier: max(1, number))
    case 2: return subscribePacket(filter, UInt8.random(in: 0..<4, using: &random))
    case 3: return unsubscribePacket(filter)
    case 4: return hex("c0 00")
    case 5: return [0x40, 2, 0, UInt8(number)]
    case 6: return random.bytes(Int.random(in: 1..<30, using: &random))
    default: return Bool.random(using: &random) ? hex("e0 00") : publishPacket(topic, "", flags: 1)
    }
  }
}
