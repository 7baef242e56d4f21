// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing
import Wire

/// A stream has no packets, only bytes: cut anywhere, or made of anything.
@Suite struct StreamTests {
  /// All that a server may say to a client that has published, subscribed and unsubscribed.
  static let answers =
    hex(
      """
      20 02 01 00  30 07 00 03 61 2f 62 68 69  32 09 00 03 61 2f 62 00 0a 68 69
      3b 80 01 00 03 61 2f 62 00 0b
      """) + [UInt8](repeating: 0x2e, count: 121)
    + hex("40 02 00 01  90 04 00 02 01 80  b0 02 00 03")

  /// A client that waits for all of `answers`.
  static func waiting() throws -> MQTTClient {
    var client = MQTTClient(options { $0.cleanSession = false })
    try client.connect(now: seconds(0))
    _ = drain(&client)
    return client
  }

  /// What needs a connection is asked for as soon as there is one.
  static func ask(_ client: inout MQTTClient) throws {
    try client.publish("x", to: "a", quality: .atLeastOnce, now: seconds(0))
    try client.subscribe(
      to: ["a", "b"].map { SubscriptionRequest(utf8($0), maximumQuality: .atMostOnce) },
      now: seconds(0))
    try client.unsubscribe(from: [utf8("a")], now: seconds(0))
  }

  static func hear(_ chunks: [ArraySlice<UInt8>], room: Int) throws -> Said {
    var client = try waiting()
    var said = Said()
    var asked = false
    for chunk in chunks {
      try client.handle(Array(chunk), now: seconds(0))
      let next = drain(&client, room: room)
      said.sent += next.sent
      said.events += next.events
      said.deadline = next.deadline
      if !asked, !said.events.isEmpty {
        asked = true
        try ask(&client)
        said.sent += drain(&client, room: room).sent
      }
    }
    return said
  }

  @Test func cutAtEveryOffset() throws {
    let all = Self.answers[...]
    let whole = try Self.hear([all.prefix(4), all.dropFirst(4)], room: 4096)
    #expect(whole.events.count == 7)
    for offset in 4...all.count {
      let pieces = [all.prefix(4), all[4..<offset], all[offset...]]
      #expect(try Self.hear(pieces, room: 4096) == whole)
    }
    let bytes = all.indices.map { all[$0...$0] }
    for room in [0, 1, 3, 200] { #expect(try Self.hear(bytes, room: room) == whole) }
  }

  /// Whatever room `poll` is given, the same bytes leave in the same order.
  @Test(arguments: [0, 1, 2, 7, 64])
  func smallBuffersLoseNothing(room: Int) throws {
    func sent(_ room: Int) throws -> [UInt8] {
      var client = try connected()
      var sent: [UInt8] = []
      for i in 0..<50 {
        try client.publish("payload \(i)", to: "topic/\(i)", now: seconds(1))
        // Not drained every time, so that packets queue behind one that is half sent.
        if i.isMultiple(of: 3) {
          sent += [UInt8](capacity: room) { out in _ = client.poll(into: &out) }
        }
      }
      return sent + drain(&client, room: room).sent
    }
    #expect(try sent(room) == sent(1 << 16))
  }

  @Test func aPacketOverTheLimitNeedsNoMemory() throws {
    var client = try connected { $0.maximumPacketSize = 128 }
    try client.handle([0x30, 126, 0, 1, 0x61] + [UInt8](repeating: 1, count: 123), now: seconds(1))
    #expect(drain(&client).events.first?.bytes.count == 124)
    #expect(throws: MQTTError.packetTooLarge(129, limit: 128)) {
      try client.handle([0x30, 127], now: seconds(1))
    }
  }

  /// A server that asks for acknowledgements but never reads them is not served for ever.
  @Test func aServerThatDoesNotRead() throws {
    var client = try connected { $0.maximumBacklog = 40 }
    let message = hex("32 05 00 01 61 00 01")
    for _ in 0..<10 {
      try client.handle(message, now: seconds(1))
      // The events are taken, the bytes are not.
      _ = [UInt8](capacity: 10) { out in _ = client.poll(into: &out) }
    }
    #expect(throws: MQTTError.peerDoesNotRead(backlog: 40)) {
      try client.handle(message, now: seconds(1))
    }
  }

  /// Clients in each of their states, for the tests that throw anything at them.
  static let states: [@Sendable () throws -> MQTTClient] = [
    { MQTTClient(options()) },
    { try waiting() },
    { try connected() },
    {
      var client = try connected { $0.maximumPacketSize = 300 }
      try ask(&client)
      return client
    },
    {
      var client = try connected()
      try client.handleTimeout(now: seconds(60))
      return client
    },
    {
      var client = try connected()
      try client.disconnect(now: seconds(0))
      return client
    },
  ]

  /// A fault ends the connection, and after it the client takes anything and says nothing.
  static func feed(_ bytes: [UInt8], _ client: inout MQTTClient, _ random: inout SeededRandom) {
    var rest = bytes[...]
    var over = false
    while !rest.isEmpty {
      let chunk = rest.prefix(Int.random(in: 1...40, using: &random))
      rest = rest.dropFirst(chunk.count)
      let error = failure { () throws(MQTTError) in
        try client.handle(Array(chunk), now: seconds(1))
      }
      if over, error != nil { Issue.record("an error after the end") }
      let said = drain(&client, room: 8)
      if over, said != Said() { Issue.record("words after the end") }
      over = over || error != nil
      for event in said.events where event.bytes.count > bytes.count {
        Issue.record("more bytes than came")
      }
    }
  }

  @Test(arguments: states.indices)
  func anyBytes(state: Int) throws {
    var random = SeededRandom(seed: UInt64(state))
    for _ in 0..<2_000 {
      var client = try Self.states[state]()
      Self.feed(random.bytes(Int.random(in: 0...300, using: &random)), &client, &random)
    }
  }

  /// Almost good bytes get further in than random ones.
  @Test(arguments: states.indices)
  func mutatedBytes(state: Int) throws {
    var random = SeededRandom(seed: 100 + UInt64(state))
    for _ in 0..<4_000 {
      var bytes = Self.answers
      if Bool.random(using: &random) { bytes.removeFirst(4) }
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let i = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[i] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 1: bytes[i] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.remove(at: i)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: i)
        }
      }
      var client = try Self.states[state]()
      Self.feed(bytes, &client, &random)
    }
  }

  /// The packets that only a broker reads must be as total as ours.
  @Test func anyBodyForAnyPacket() throws {
    var random = SeededRandom(seed: 7)
    var accepted = 0
    for _ in 0..<40_000 {
      var body = random.bytes(Int.random(in: 0...24, using: &random))
      // Mostly small numbers: lengths that fit, letters that are text.
      for i in body.indices where Int.random(in: 0...3, using: &random) > 0 {
        body[i] = [0, 0, 1, 2, 4, 0x2f, 0x61].randomElement(using: &random) ?? 0
      }
      let type = UInt8.random(in: 1...14, using: &random)
      let flags: UInt8 = [6, 8, 10].contains(type) ? 2 : 0
      if MalformedPacketTests.read([type << 4 | flags, UInt8(body.count)] + body) == nil {
        accepted += 1
      }
      if body.count > 10 {
        body.replaceSubrange(..<10, with: hex("00 04 4d 51 54 54 04") + [body[0], 0, 60])
        if MalformedPacketTests.read([0x10, UInt8(body.count)] + body) == nil { accepted += 1 }
      }
    }
    #expect(accepted > 500)
  }
}
