// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Testing
import Wire

/// Valid messages of every kind, as a beginning for bad ones.
private let seedMessages = [
  "40 01 7d34 bb 74656d7065726174757265", "64 45 7d34 00000000 c0 ff 32322e332043",
  "44 45 ad7b 00000000 ff 31", "54 45 ad7b 00000000 ff 31", "60 00 7d34", "70 00 7d34",
  "40 00 0001", "41 02 0001 07 b5 636f756e74 ff 31", "50 03 0002 b1 61 01 62 ff 31",
  "64 81 7d34 00000000 d2 ef abcd", "60 00 ad7b", "70 00 ad7b",
  "41 01 0001 07 bb 2e77656c6c2d6b6e6f776e 04 636f7265",
].map { hex($0) }

private func mutated(_ random: inout SeededRandom) -> [UInt8] {
  if random.next() % 4 == 0 { return random.bytes(Int(random.next() % 40)) }
  var bytes = seedMessages.randomElement(using: &random) ?? []
  for _ in 0..<random.next() % 4 where !bytes.isEmpty {
    let at = Int.random(in: bytes.indices, using: &random)
    switch random.next() % 4 {
    case 0: bytes[at] ^= 1 << UInt8(random.next() % 8)
    case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
    case 2: bytes.remove(at: at)
    default: bytes = Array(bytes[..<at])
    }
  }
  return bytes
}

/// Whatever arrives: what is read can be written again, and is then the same message.
@Test(arguments: 0..<8 as Range<UInt64>) func whatIsReadIsWrittenBack(seed: UInt64) throws {
  var random = SeededRandom(seed: seed)
  var accepted = 0
  for _ in 0..<5_000 {
    let bytes = mutated(&random)
    guard let read = try? Copy(bytes) else { continue }
    accepted += 1
    var list = OptionList()
    for option in read.options { list.append(option.number, option.value.span) }
    let message = Outgoing(
      read.type, read.code, messageID: read.messageID, token: read.token, options: list,
      payload: read.payload)
    let written = try datagram(message)
    #expect(try Copy(written) == read)
    // The nibbles have one spelling of each number.
    #expect(written == bytes)
  }
  #expect(accepted > 1_000)
}

/// A client in each of its states: every datagram is an event, an answer or a count, and an
/// answer is an empty message of four bytes.
@Test(arguments: 0..<8 as Range<UInt64>) func clientsSurvive(seed: UInt64) throws {
  var random = SeededRandom(seed: seed ^ 0x636c)
  var events = 0
  for _ in 0..<400 {
    var client = client()
    let state = random.next() % 4
    if state > 0 { _ = try client.get("a", confirmable: state != 3) }
    _ = drain(&client)
    if state == 2 { client.handle(hex("60 00 7d34"), now: seconds(0)) }
    for _ in 0..<40 {
      let bytes = mutated(&random)
      let before = client.counters
      client.handle(bytes, now: seconds(1))
      let said = drain(&client, room: 0)
      events += said.events.count
      for event in said.events { #expect(event.bytes.count <= bytes.count) }
      // A Confirmable one that wants an Echo is acknowledged, and the request goes out again.
      #expect(said.sent.count <= 2 && said.sent.allSatisfy { $0.count <= 24 })
      let isCounted = client.counters != before
      let isEmptyAcknowledgement = bytes.first.map { $0 & 0xf0 == 0x60 } ?? false
      #expect(isCounted || isEmptyAcknowledgement || !said.events.isEmpty || !said.sent.isEmpty)
    }
  }
  #expect(events > 20)
}

/// A server in each of its states: it holds no more than it may, and answers one with one.
@Test(arguments: 0..<8 as Range<UInt64>, [true, false])
func serversSurvive(seed: UInt64, proved: Bool) throws {
  var random = SeededRandom(seed: seed ^ 0x7365)
  var requests = 0
  for _ in 0..<200 {
    var server = try server(proved: proved)
    var now = seconds(0)
    for _ in 0..<80 {
      let bytes = mutated(&random)
      server.handle(bytes, now: now)
      let said = drain(&server, room: 0)
      requests += said.events.count
      #expect(said.sent.count + said.events.count <= 1)
      for event in said.events {
        #expect(event.bytes.count <= bytes.count)
        guard case .request(let id, let code, let resource, let length) = event.event else {
          continue
        }
        #expect(0...2 ~= resource && 1...4 ~= code.rawValue && length <= event.bytes.count)
        var options = try Options(event.bytes.span.extracting(first: length))
        while options.next() != nil {}
        if random.next() % 2 == 0 { try server.respond(to: id, .content, "x", now: now) }
      }
      if random.next() % 4 == 0 {
        now = now + .milliseconds(random.next() % 5_000)
        server.handleTimeout(now: now)
      }
      _ = drain(&server)
    }
    server.handleTimeout(now: now + .seconds(247))
    _ = drain(&server)
    server.handleTimeout(now: now + .seconds(300))
    #expect(server.isIdle == true)
  }
  #expect(requests > 100)
}
