// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Testing
import Wire

/// A peer that has not proved its address gets little (RFC 9175, 2.4), and changes nothing.
struct ProofTests {
  let core = hex("41 01 0001 07 bb 2e77656c6c2d6b6e6f776e 04 636f7265")
  let secret: UInt64 = 0x0102_0304_0506_ad7a

  @Test func anEchoIsTheProof() throws {
    var resources = try resources()
    try resources.register(Resource(utf8("so-that-the-list-is-longer-than-three-requests"), .get))
    var server = CoAPServer(resources, CoAPServerOptions(), peerIsProved: false, random: secret)
    server.handle(core, now: seconds(0))
    #expect(drain(&server).sent == [hex("61 81 0001 07 d6 ef 010203040506")])
    // A wrong one is none.
    server.handle(hex("41 01 0002 07 bb") + core[6...] + hex("d6 e4 010203040507"), now: seconds(0))
    #expect(drain(&server).sent == [hex("61 81 0002 07 d6 ef 010203040506")])
    server.handle(hex("41 01 0003 07 bb") + core[6...] + hex("d6 e4 010203040506"), now: seconds(0))
    #expect(drain(&server).sent.map { $0[1] } == [Code.content.rawValue])
    // From now on the peer is believed.
    server.handle(hex("41 01 0004 07 bb") + core[6...], now: seconds(0))
    #expect(drain(&server).sent.map { $0[1] } == [Code.content.rawValue])
  }

  @Test func aStrangerChangesNothing() throws {
    var server = try server(proved: false, random: secret)
    for code in [2, 3] as [UInt8] {
      let name = utf8(code == 2 ? "count" : "temperature")
      let request = [0x40, code, 0, code, 0xb0 | UInt8(name.count)] + name
      server.handle(request + hex("ff 31"), now: seconds(0))
      let said = drain(&server)
      #expect(said.events.isEmpty)
      #expect(said.sent == [[0x60, 0x81, 0, code] + hex("d6 ef 010203040506")])
    }
    #expect(server.isIdle == true)
  }

  /// Our client and our server settle it among themselves.
  @Test func together() throws {
    var client = client()
    var server = try server(proved: false)
    let token = try client.request(
      .put, options: path("temperature"), payload: utf8("21").span, random: 0, now: seconds(0))
    var done = 0
    var events: [CoAPClientEvent] = []
    for _ in 0..<4 {
      let asked = drain(&client)
      events += asked.events.map(\.event)
      for bytes in asked.sent { server.handle(bytes, now: seconds(0)) }
      let said = drain(&server)
      if let id = said.request {
        done += 1
        try server.respond(to: id, .changed, "", now: seconds(0))
      }
      for bytes in said.sent + drain(&server).sent { client.handle(bytes, now: seconds(0)) }
    }
    #expect(done == 1 && events == [.response(token, .changed, optionsLength: 0)])
  }

  /// Whatever a stranger sends, and however often, three times as much is the most that comes.
  @Test(arguments: 0..<16 as Range<UInt64>) func threeTimesAtMost(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var server = try server(proved: false, random: random.next())
    var now = seconds(0)
    var answers = 0
    var recent = core
    for _ in 0..<2_000 {
      let size = Int(random.next() % 8)
      switch random.next() % 4 {
      case 0:
        recent = [0x40, 1] + random.bytes(2) + hex("b1 61 01 62") + [0xff] + random.bytes(1 + size)
      case 1: recent = core.indices.map { (2...3).contains($0) ? random.bytes(1)[0] : core[$0] }
      case 2: recent = random.bytes(4 + size).enumerated().map { $0 == 0 ? 0x40 : $1 }
      default: break
      }
      var sent = 0
      server.handle(recent, now: now)
      if random.next() % 3 == 0 {
        now = now + .milliseconds(random.next() % 3_000)
        server.handleTimeout(now: now)
      }
      let said = drain(&server)
      sent += said.sent.map(\.count).reduce(0, +)
      for event in said.events {
        guard case .request(let id, _, _, _) = event.event else { continue }
        if random.next() % 2 == 0 {
          now = now + .milliseconds(1_100)
          server.handleTimeout(now: now)
        }
        let payload = random.bytes(Int(random.next() % (random.next() % 2 == 0 ? 64 : 900)))
        try server.respond(to: id, .content, payload: payload.span, random: 0, now: now)
      }
      sent += drain(&server).sent.map(\.count).reduce(0, +)
      #expect(sent <= 3 * recent.count)
      answers += sent > recent.count ? 1 : 0
    }
    #expect(answers > 200)
  }
}
