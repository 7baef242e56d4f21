// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Testing
import Wire

struct ServerTests {
  let request = hex("41 01 7d35 20 bb") + utf8("temperature")

  /// RFC 7252, figure 17.
  @Test func piggybacked() throws {
    var server = try server()
    server.handle(request, now: seconds(0))
    let said = drain(&server)
    let id = try #require(said.request)
    #expect(said.events[0].event == .request(id, .get, resource: 0, optionsLength: 12))
    #expect(said.events[0].bytes == Array(request[5...]))
    #expect(said.sent.isEmpty && said.deadline == seconds(1))
    try server.respond(to: id, .content, "22.3 C", now: seconds(0))
    let answer = hex("61 45 7d35 20 ff 32322e332043")
    #expect(drain(&server).sent == [answer])
    //= rfc7252#4.5
    //# The recipient SHOULD acknowledge each duplicate copy of a Confirmable message
    //# using the same Acknowledgement or Reset message but SHOULD process any request or
    //# response in the message only once.
    for time in 1...5 {
      server.handle(request, now: seconds(time))
      let again = drain(&server)
      #expect(again.sent == [answer] && again.events.isEmpty)
    }
    #expect(server.counters.duplicates == 5)
    // After EXCHANGE_LIFETIME it is another request.
    #expect(drain(&server).deadline == seconds(247) && !server.isIdle)
    server.handleTimeout(now: seconds(247))
    #expect(drain(&server).deadline == nil && server.isIdle == true)
    server.handle(request, now: seconds(247))
    #expect(drain(&server).events.count == 1)
  }

  /// Figure 20, with a lost answer.
  @Test func separate() throws {
    var server = try server()
    server.handle(request, now: seconds(0))
    let id = try #require(drain(&server).request)
    server.handle(request, now: milliseconds(500))
    #expect(drain(&server).sent.isEmpty)
    server.handleTimeout(now: seconds(1))
    #expect(drain(&server).sent == [hex("60 00 7d35")])
    //= rfc7252#5.2.2
    //# If a retransmitted request is received (perhaps because the original
    //# Acknowledgement was delayed), another Empty Acknowledgement is sent, and any
    //# response MUST be sent as a separate response.
    server.handle(request, now: seconds(2))
    #expect(drain(&server).sent == [hex("60 00 7d35")])
    try server.respond(to: id, .content, "22.3 C", random: 0x8000_0000, now: seconds(10))
    let answer = hex("41 45 ad7b 20 ff 32322e332043")
    let said = drain(&server)
    #expect(said.sent == [answer] && said.deadline == milliseconds(12_500))
    server.handleTimeout(now: milliseconds(12_500))
    #expect(drain(&server).sent == [answer])
    server.handle(request, now: seconds(13))
    #expect(drain(&server).sent == [hex("60 00 7d35")])
    //= rfc7252#5.2.2
    //# The server MUST stop retransmitting its response on any matching Acknowledgement
    //# (silently ignoring any Response Code or payload) or Reset message.
    server.handle(hex("60 45 ad7b ff 00"), now: seconds(13))
    let over = drain(&server)
    #expect(over.sent.isEmpty && over.events.isEmpty && over.deadline == seconds(247))
  }

  @Test(arguments: [true, false]) func notDelivered(reset: Bool) throws {
    var server = try server()
    server.handle(request, now: seconds(0))
    let id = try #require(drain(&server).request)
    server.handleTimeout(now: seconds(1))
    try server.respond(to: id, .content, "x", now: seconds(1))
    var copies = drain(&server).sent.count - 1
    if reset {
      server.handle(hex("70 00 ad7b"), now: seconds(2))
    } else {
      for time in [3, 7, 15, 31, 63] {
        server.handleTimeout(now: seconds(time))
        if time < 63 { copies += drain(&server).sent.count }
      }
      #expect(copies == 5)
    }
    let said = drain(&server)
    #expect(said.events.map(\.event) == [.notDelivered(id)] && said.sent.isEmpty)
  }

  /// A late answer outlives its exchange until it is certain how it fared.
  @Test(arguments: [true, false]) func lateAnswers(acknowledged: Bool) throws {
    var server = try server()
    server.handle(request, now: seconds(0))
    let id = try #require(drain(&server).request)
    server.handleTimeout(now: seconds(1))
    try server.respond(to: id, .content, "x", now: seconds(240))
    #expect(drain(&server).deadline == seconds(242))
    if acknowledged {
      server.handle(hex("60 00 ad7b"), now: seconds(250))
      #expect(drain(&server).events.isEmpty)
    } else {
      for time in [242, 246, 254, 270] {
        server.handleTimeout(now: seconds(time))
        #expect(drain(&server).sent.count == 1)
      }
      server.handleTimeout(now: seconds(302))
      #expect(drain(&server).events.map(\.event) == [.notDelivered(id)])
    }
    server.handleTimeout(now: seconds(303))
    #expect(server.isIdle == true)
  }

  /// Figure 22; a duplicate is silently ignored.
  @Test func nonConfirmable() throws {
    var server = try server()
    let request = hex("51 01 7d40 75 bb") + utf8("temperature")
    server.handle(request, now: seconds(0))
    let said = drain(&server)
    let id = try #require(said.request)
    #expect(said.deadline == seconds(145))
    try server.respond(to: id, .content, "22.3 C", now: seconds(0))
    #expect(drain(&server).sent == [hex("51 45 ad7b 75 ff 32322e332043")])
    //= rfc7252#4.5
    //# the recipient SHOULD silently ignore any duplicated Non-confirmable message and
    //# SHOULD process any request or response in the message only once.
    server.handle(request, now: seconds(1))
    let again = drain(&server)
    #expect(again.sent.isEmpty && again.events.isEmpty && server.counters.duplicates == 1)
  }

  /// What the machine answers itself: the method, options and the code.
  @Test(arguments: [
    // 4.04: no such path; a slash within a segment; a part of a path; the root.
    ("40 01 0001 b1 78", Code.notFound), ("40 01 0001 b3 612f62", .notFound),
    ("40 01 0001 b1 61", .notFound), ("40 01 0001", .notFound),
    ("40 01 0001 b1 61 01 62 01 63", .notFound),
    // 4.05, of known methods and of others.
    ("40 02 0001 b1 61 01 62", .methodNotAllowed), ("40 04 0001 b1 61 01 62", .methodNotAllowed),
    ("40 05 0001 b1 61 01 62", .methodNotAllowed), ("40 1f 0001 b1 61 01 62", .methodNotAllowed),
    // 4.06: Accept 41 where there are 0 and 50.
    ("40 01 0001 bb 74656d7065726174757265 61 29", .notAcceptable),
    // 4.02: If-Match where nobody looks at it, If-None-Match, Block2, Accept twice, 65,001.
    ("40 03 0001 10 ab 74656d7065726174757265", .badOption),
    ("40 03 0001 50 61 61 01 62", .badOption), ("40 01 0001 b1 61 01 62 c1 06", .badOption),
    ("40 01 0001 b1 61 01 62 60 00", .badOption),
    ("40 01 0001 b1 61 01 62 e0 fcd1", .badOption),
    // 5.05: Proxy-Uri and Proxy-Scheme.
    ("40 01 0001 d1 16 78", .proxyingNotSupported),
    ("40 01 0001 b1 61 01 62 d1 0f 78", .proxyingNotSupported),
  ])
  func refused(_ bytes: String, _ code: Code) throws {
    var server = try server()
    server.handle(hex(bytes), now: seconds(0))
    let said = drain(&server)
    #expect(said.events.isEmpty)
    #expect(said.sent == [[0x60, code.rawValue, 0, 1]])
    #expect(server.isIdle == true, "nothing need be remembered")
  }

  //= rfc7252#5.4.1
  //# Unrecognized options of class "critical" that occur in a Confirmable request
  //# MUST cause the return of a 4.02 (Bad Option) response.
  //= rfc7252#5.4.1
  //# Unrecognized options of class "critical" that occur in a Non-confirmable message
  //# MUST cause the message to be rejected
  @Test func criticalOptions() throws {
    var server = try server()
    server.handle(hex("40 01 0001 b1 61 01 62 d0 f1"), now: seconds(0))
    #expect(drain(&server).sent == [hex("60 82 0001")])
    server.handle(hex("50 01 0002 b1 61 01 62 d0 f1"), now: seconds(0))
    let rejected = drain(&server)
    #expect(rejected.sent.isEmpty && rejected.events.isEmpty && server.counters.unmatched == 1)
    // Elective ones, and critical ones that the resource understands, reach the application.
    server.handle(hex("40 03 0003 11 01 a1 61 01 62 d0 f0"), now: seconds(0))
    #expect(drain(&server).request != nil)
  }

  //= rfc7252#5.10.2
  //# An endpoint receiving a request with a Proxy-Uri Option that is unable or
  //# unwilling to act as a forward-proxy for the request MUST cause the return of a
  //# 5.05 (Proxying Not Supported) response.
  @Test func proxying() throws {
    var server = try server()
    server.handle(hex("41 01 0001 07 d8 16 636f61703a2f2f78"), now: seconds(0))
    #expect(drain(&server).sent == [hex("61 a5 0001 07")])
  }

  //= rfc7252#5.10.4
  //# If the preferred Content-Format cannot be returned, then a 4.06 "Not Acceptable"
  //# MUST be sent as a response
  @Test(arguments: [("60", true), ("61 32", true), ("62 0032", true), ("61 28", false)])
  func accept(_ option: String, _ isAcceptable: Bool) throws {
    var server = try server()
    server.handle(hex("40 01 0001 bb") + utf8("temperature") + hex(option), now: seconds(0))
    let said = drain(&server)
    #expect((said.request != nil) == isAcceptable)
    #expect(said.sent == (isAcceptable ? [] : [hex("60 86 0001")]))
  }

  /// RFC 6690, 4, and RFC 7252, 7.2.
  @Test func wellKnownCore() throws {
    let path = hex("bb 2e77656c6c2d6b6e6f776e 04 636f7265")
    var server = try server()
    server.handle(hex("41 01 0001 07") + path, now: seconds(0))
    let links = "</temperature>;rt=\"temperature\";ct=\"0 50\",</count>,</a/b>"
    #expect(drain(&server).sent == [hex("61 45 0001 07 c1 28 ff") + utf8(links)])
    server.handle(hex("40 01 0002") + path + hex("60"), now: seconds(0))
    #expect(drain(&server).sent == [hex("60 86 0002")])
    server.handle(hex("40 02 0003") + path, now: seconds(0))
    #expect(drain(&server).sent == [hex("60 85 0003")])
  }

  @Test func linksAreEscapedAndBounded() throws {
    var resources = Resources()
    try resources.register(Resource(utf8("a b>,é/Z9-._~"), .get))
    #expect(resources.links() == utf8("</a%20b%3E%2C%C3%A9/Z9-._~>"))
    let long = Resource([UInt8](repeating: 0x61, count: 1000), .get)
    #expect(throws: CoAPUsageError.tooManyResources) { try resources.register(long) }
    #expect(resources.all.count == 1)
  }

  /// Reserved classes, responses and CoAP pings (4.2, 4.3).
  @Test(arguments: ["00", "45", "84", "21", "61", "c1", "e1"])
  func rejected(_ code: String) throws {
    var server = try server()
    server.handle(hex("40 \(code) 0001"), now: seconds(0))
    #expect(drain(&server).sent == [hex("70 00 0001")])
    //= rfc7252#4.2
    //# More generally, recipients of Acknowledgement and Reset messages MUST NOT respond
    //# with either Acknowledgement or Reset messages.
    for type in ["50", "60", "70"] {
      server.handle(hex("\(type) \(code) 0001"), now: seconds(0))
      #expect(drain(&server).sent.isEmpty)
    }
    #expect(server.counters.unmatched == 4)
  }

  /// A POST is never forgotten within its lifetime, the others make room.
  @Test func aPostIsDoneOnce() throws {
    var server = try server { $0.maximumExchanges = 3 }
    func post(_ id: UInt8) -> [UInt8] { hex("40 02 00") + [id] + hex("b5") + utf8("count") }
    func get(_ id: UInt8) -> [UInt8] { hex("40 01 01") + [id] + hex("b1 61 01 62") }
    var done = 0
    for i in 0..<3 as Range<UInt8> {
      for _ in 0..<2 {
        server.handle(post(i), now: seconds(0))
        if let id = drain(&server).request {
          done += 1
          try server.respond(to: id, .changed, "\(done)", now: seconds(0))
          _ = drain(&server)
        }
      }
    }
    #expect(done == 3 && server.counters.duplicates == 3)
    server.handle(post(3), now: seconds(1))
    #expect(drain(&server).sent == [hex("60 a3 0003")])
    server.handle(get(0), now: seconds(1))
    #expect(drain(&server).sent == [hex("60 a3 0100")])
    #expect(server.counters.refused == 2)
    server.handle(post(0), now: seconds(246))
    #expect(drain(&server).sent == [hex("60 44 0000 ff 31")])
    for i in 4..<100 as Range<UInt8> {
      server.handle(get(i), now: seconds(300))
      let id = try #require(drain(&server).request)
      try server.respond(to: id, .content, "", now: seconds(300))
      _ = drain(&server)
    }
  }

  @Test func misuse() throws {
    var server = try server { $0.maximumMessageSize = 64 }
    server.handle(hex("40 01 0001 b1 61 01 62"), now: seconds(0))
    let id = try #require(drain(&server).request)
    #expect(throws: CoAPUsageError.notAResponse) {
      try server.respond(to: id, .get, "", now: seconds(0))
    }
    let large = String(repeating: "x", count: 64)
    #expect(throws: CoAPUsageError.messageTooLarge(limit: 64)) {
      try server.respond(to: id, .content, large, now: seconds(0))
    }
    try server.respond(to: id, .content, "", now: seconds(0))
    #expect(throws: CoAPUsageError.unknownRequest) {
      try server.respond(to: id, .content, "", now: seconds(0))
    }
    #expect(drain(&server, room: 0).sent == [hex("60 45 0001")])
    server.handle([UInt8](repeating: 0x40, count: 65), now: seconds(0))
    #expect(server.counters.tooLarge == 1)
  }
}
