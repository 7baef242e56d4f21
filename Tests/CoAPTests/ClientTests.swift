// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Testing
import Wire

struct ClientTests {
  /// RFC 7252, figure 17, and 2.1: a request, its piggybacked response, and silence.
  @Test func piggybacked() throws {
    var client = client()
    let token = try client.get("temperature", random: 0x0102_0304 << 32)
    #expect(token == CoAPTests.token("01020304"))
    let said = drain(&client)
    #expect(said.sent == [hex("44 01 7d34 01020304 bb") + utf8("temperature")])
    client.handle(hex("64 45 7d34 01020304 c0 ff 32322e332043"), now: seconds(1))
    let answer = drain(&client)
    #expect(answer.sent.isEmpty && answer.deadline == nil && answer.events.count == 1)
    #expect(answer.events.first?.event == .response(token, .content, optionsLength: 1))
    #expect(answer.events.first?.bytes == [0xc0] + utf8("22.3 C"))
  }

  /// Figure 20, and the other order, in which the response itself stands for the
  /// acknowledgement (5.2.2).
  @Test(arguments: [true, false])
  func separate(acknowledgementFirst: Bool) throws {
    var client = client(messageID: 0x7d38)
    let token = try client.get("temperature")
    _ = drain(&client)
    let acknowledgement = hex("60 00 7d38")
    let response = hex("44 45 ad7b 00000000 ff 32322e332043")
    if acknowledgementFirst {
      client.handle(acknowledgement, now: seconds(1))
      let said = drain(&client)
      #expect(said.sent.isEmpty && said.events.isEmpty && said.deadline == seconds(1 + 93))
    }
    client.handle(response, now: seconds(2))
    let said = drain(&client)
    #expect(said.events.map(\.event) == [.response(token, .content, optionsLength: 0)])
    #expect(said.sent == [hex("60 00 ad7b")])
    if !acknowledgementFirst {
      client.handle(acknowledgement, now: seconds(3))
      #expect(client.counters.unmatched == 1)
    }
    //= rfc7252#4.5
    //# The recipient SHOULD acknowledge each duplicate copy of a Confirmable message
    //# using the same Acknowledgement or Reset message but SHOULD process any request or
    //# response in the message only once.
    for time in 3...10 {
      client.handle(response, now: seconds(time))
      let again = drain(&client)
      #expect(again.sent == [hex("60 00 ad7b")] && again.events.isEmpty)
    }
    #expect(client.counters.duplicates == 8)
    // After EXCHANGE_LIFETIME the number means nothing any more.
    client.handle(response, now: seconds(2 + 247))
    #expect(drain(&client).sent == [hex("70 00 ad7b")])
  }

  /// Figure 21: a client that knows nothing of it.
  @Test func unexpected() {
    var client = client()
    client.handle(hex("60 00 7d39"), now: seconds(0))
    client.handle(hex("41 45 ad7c 64 ff 32322e332043"), now: seconds(0))
    #expect(drain(&client).sent == [hex("70 00 ad7c")])
    #expect(client.counters.unmatched == 2)
  }

  /// Figure 22, with the answer that 5.2.3 allows in each type.
  @Test(arguments: ["54 45 ad7d 00000000 ff 31", "44 45 ad7d 00000000 ff 31"])
  func nonConfirmable(_ response: String) throws {
    var client = client(messageID: 0x7d40)
    let token = try client.get("temperature", confirmable: false)
    let said = drain(&client)
    #expect(said.sent == [hex("54 01 7d40 00000000 bb") + utf8("temperature")])
    #expect(said.deadline == seconds(93))
    client.handle(hex("60 00 7d40"), now: seconds(0))
    #expect(client.counters.unmatched == 1, "nobody acknowledges these")
    client.handle(hex(response), now: seconds(1))
    let answer = drain(&client)
    #expect(answer.events.map(\.event) == [.response(token, .content, optionsLength: 0)])
    #expect(answer.sent.count == (hex(response)[0] == 0x44 ? 1 : 0))
  }

  @Test func nonConfirmableTimesOut() throws {
    var client = client()
    let token = try client.get("a", confirmable: false)
    #expect(drain(&client).sent.count == 1)
    client.handleTimeout(now: seconds(92))
    #expect(drain(&client).sent.isEmpty)
    client.handleTimeout(now: seconds(93))
    #expect(drain(&client).events.map(\.event) == [.timedOut(token)])
  }

  @Test(arguments: [true, false])
  func reset(confirmable: Bool) throws {
    var client = client()
    let token = try client.get("a", confirmable: confirmable)
    _ = drain(&client)
    client.handle(hex("70 45 7d34"), now: seconds(0))
    client.handle(hex("70 00 7d35"), now: seconds(0))
    #expect(drain(&client).events.isEmpty && client.counters.unmatched == 2)
    client.handle(hex("70 00 7d34"), now: seconds(0))
    #expect(drain(&client).events.map(\.event) == [.reset(token)])
  }

  //= rfc7252#5.3.2
  //# In a piggybacked response, the Message ID of the Confirmable request and the
  //# Acknowledgement MUST match, and the tokens of the response and original request
  //# MUST match.
  //= rfc7252#4.4
  //# the Message ID and source endpoint of the Acknowledgement or Reset message MUST
  //# match the Message ID and destination endpoint of the Confirmable or
  //# Non-confirmable message.
  @Test(arguments: [
    "64 45 7d35 00000000", "64 45 7d34 00000001", "63 45 7d34 000000", "65 45 7d34 0000000000",
    "60 00 7d35", "64 01 7d34 00000000", "64 25 7d34 00000000", "54 45 0001 00000001",
  ])
  func strangersAnswer(_ bytes: String) throws {
    var client = client()
    _ = try client.get("a")
    let before = drain(&client).deadline
    client.handle(hex(bytes), now: seconds(1))
    let said = drain(&client)
    #expect(said.events.isEmpty && said.sent.isEmpty && said.deadline == before)
    #expect(client.counters.unmatched == 1)
  }

  //= rfc7252#5.4.1
  //# Unrecognized options of class "critical" that occur in a Confirmable response, or
  //# piggybacked in an Acknowledgement, MUST cause the response to be rejected
  /// Block2 (23) is one, so a response in blocks is rejected; 2048 is elective and unknown.
  @Test func criticalOptions() throws {
    var client = client()
    let token = try client.get("a")
    _ = drain(&client)
    client.handle(hex("64 45 7d34 00000000 d1 0a 0e ff 31"), now: seconds(1))
    #expect(drain(&client).events.isEmpty)
    client.handle(hex("44 45 0001 00000000 d1 0a 0e ff 31"), now: seconds(1))
    #expect(drain(&client).sent == [hex("70 00 0001")])
    client.handle(hex("54 45 0002 00000000 d1 0a 0e ff 31"), now: seconds(1))
    #expect(drain(&client).sent.isEmpty)
    #expect(client.counters.unmatched == 3)
    client.handle(hex("64 45 7d34 00000000 e0 06f3 ff 31"), now: seconds(1))
    #expect(drain(&client).events.map(\.event) == [.response(token, .content, optionsLength: 3)])
  }

  //= rfc7252#4.7
  //# clients (including proxies) MUST strictly limit the number of simultaneous
  //# outstanding interactions that they maintain to a given server (including
  //# proxies) to NSTART.
  @Test(arguments: [1, 3]) func outstanding(_ limit: Int) throws {
    var client = client { $0.maximumRequests = limit }
    for i in 0..<limit { _ = try client.get("a", random: UInt64(i) << 32) }
    #expect(throws: CoAPUsageError.tooManyRequests) { _ = try client.get("a") }
    #expect(drain(&client).sent.count == limit)
    client.cancel(token("00000000"))
    _ = try client.get("a")
  }

  //= rfc7252#5.3.1
  //# The client SHOULD generate tokens in such a way that tokens currently in use for a
  //# given source/destination endpoint pair are unique.
  @Test func tokensAreUnique() throws {
    var client = client { $0.maximumRequests = 3 }
    let tokens = try (0..<3).map { _ in try client.get("a", random: .max) }
    #expect(tokens == [token("ffffffff"), token("00000000"), token("00000001")])
  }

  //= rfc7252#4.4
  //# The same Message ID MUST NOT be reused (in communicating with the same endpoint)
  //# within the EXCHANGE_LIFETIME (Section 4.8.2).
  @Test func messageIDs() throws {
    var client = client(messageID: 0xffff)
    var used: [UInt16: Instant] = [:]
    var refused = 0
    for i in 0..<200_000 {
      let now = milliseconds(5 * i)
      let token: Token
      do { token = try client.get("a", confirmable: false, now: now) } catch {
        #expect(error as? CoAPUsageError == .noMessageID)
        refused += 1
        continue
      }
      let sent = drain(&client).sent[0]
      let id = UInt16(sent[2]) << 8 | UInt16(sent[3])
      if let before = used[id], now - before < .seconds(247) {
        Issue.record("\(id) was used \((now - before).seconds) seconds ago")
      }
      used[id] = now
      client.cancel(token)
    }
    #expect(refused > 10_000 && used.count == 65_536)
  }

  /// A server that wants a proof of our address (RFC 9175, 2.3) gets it, once.
  @Test func echo() throws {
    var client = client()
    let token = try client.request(
      .put, options: path("a"), payload: utf8("1").span, random: 0, now: seconds(0))
    _ = drain(&client)
    client.handle(hex("64 81 7d34 00000000 d2 ef abcd"), now: seconds(1))
    let again = drain(&client)
    #expect(again.sent == [hex("44 03 7d35 00000000 b1 61 d2 e4 abcd ff 31")])
    #expect(again.events.isEmpty && again.deadline == seconds(3))
    client.handle(hex("64 81 7d35 00000000 d2 ef abcd"), now: seconds(2))
    #expect(
      drain(&client).events.map(\.event) == [.response(token, .unauthorized, optionsLength: 4)])
  }

  @Test func misuse() throws {
    var client = client { $0.maximumMessageSize = 64 }
    #expect(throws: CoAPUsageError.notARequest) {
      _ = try client.request(.content, random: 0, now: seconds(0))
    }
    let payload = [UInt8](repeating: 0, count: 64)
    #expect(throws: CoAPUsageError.messageTooLarge(limit: 64)) {
      _ = try client.request(.put, payload: payload.span, random: 0, now: seconds(0))
    }
    #expect(drain(&client).sent.isEmpty)
    client.handle([UInt8](repeating: 0x40, count: 65), now: seconds(0))
    #expect(client.counters.tooLarge == 1)
    for error: CoAPUsageError in [
      .tooManyRequests, .notARequest, .notAResponse, .messageTooLarge(limit: 64), .noMessageID,
      .unknownRequest, .tooManyResources,
    ] { #expect("\(error)".contains(":") || error == .unknownRequest) }
  }

  @Test func anyBufferWillDo() throws {
    var client = client()
    let token = try client.get("temperature")
    #expect(drain(&client, room: 0).sent.map(\.count) == [20])
    client.handle(hex("44 45 0001 00000000 ff 31"), now: seconds(0))
    let said = drain(&client, room: 0)
    #expect(said.events.map(\.event) == [.response(token, .content, optionsLength: 0)])
    #expect(said.sent == [hex("60 00 0001")])
  }
}
