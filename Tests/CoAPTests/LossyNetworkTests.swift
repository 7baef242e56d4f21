// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Testing
import Wire

/// A client and a server, and between them a network that loses, doubles and delays.
private struct World: ~Copyable {
  var client: CoAPClient
  var server: CoAPServer
  var random: SeededRandom
  var now = seconds(0)
  var flying: [(at: Instant, toServer: Bool, bytes: [UInt8])] = []
  var thinking: [(at: Instant, id: RequestID, bytes: [UInt8])] = []
  var outcomes: [CoAPClientEvent] = []
  var answers: [[UInt8]] = []
  /// How often the application did what each payload asks.
  var done: [[UInt8]: Int] = [:]
  let loss: UInt64

  init(seed: UInt64, loss: UInt64) throws {
    random = SeededRandom(seed: seed)
    self.loss = loss
    client = CoAPTests.client(messageID: UInt16(truncatingIfNeeded: random.next()))
    server = try CoAPTests.server(random: random.next()) { $0.maximumExchanges = 64 }
  }

  mutating func send(_ bytes: [UInt8], toServer: Bool) {
    for _ in 0..<(random.next() % 8 == 0 ? 2 : 1) where random.next() % 100 >= loss {
      let delay = Duration.milliseconds(random.next() % 6 == 0 ? random.next() % 9_000 : 20)
      flying.append((now + delay, toServer, bytes))
    }
  }

  /// Lets everybody speak, then moves to the next moment at which something happens.
  mutating func step() throws -> Bool {
    let asked = drain(&client)
    let told = drain(&server)
    for bytes in asked.sent { send(bytes, toServer: true) }
    for bytes in told.sent { send(bytes, toServer: false) }
    for event in asked.events {
      outcomes.append(event.event)
      answers.append(event.bytes)
    }
    for event in told.events {
      guard case .request(let id, _, _, let length) = event.event else { continue }
      let payload = Array(event.bytes[length...])
      done[payload, default: 0] += 1
      let pause = Duration.milliseconds(random.next() % 4 == 0 ? random.next() % 8_000 : 0)
      thinking.append((now + pause, id, payload))
    }
    let moments =
      flying.map(\.at) + thinking.map(\.at) + [asked.deadline, told.deadline].compactMap { $0 }
    guard let next = moments.min() else { return false }
    now = max(now, next)
    while let i = flying.firstIndex(where: { $0.at <= now }) {
      let datagram = flying.remove(at: i)
      if datagram.toServer {
        server.handle(datagram.bytes, now: now)
      } else {
        client.handle(datagram.bytes, now: now)
      }
    }
    while let i = thinking.firstIndex(where: { $0.at <= now }) {
      let thought = thinking.remove(at: i)
      try? server.respond(
        to: thought.id, .changed, payload: thought.bytes.span,
        random: UInt32(truncatingIfNeeded: random.next()), now: now)
    }
    client.handleTimeout(now: now)
    server.handleTimeout(now: now)
    return true
  }
}

/// Each request ends in exactly one event; no POST is done twice; what is answered was done,
/// and the answer is the one to this request.
@Test(arguments: 0..<40 as Range<UInt64>) func aNetworkThatLosesDoublesAndDelays(seed: UInt64)
  throws
{
  let loss = seed % 4 * 20
  var world = try World(seed: seed, loss: loss)
  var answered = 0
  for i in 0..<20 as Range<UInt8> {
    let payload = [i]
    let token = try world.client.request(
      .post, options: path("count"), payload: payload.span, confirmable: i % 5 != 4,
      random: world.random.next(), now: world.now)
    let before = world.outcomes.count
    while world.outcomes.count == before {
      let goesOn = try world.step()
      try #require(goesOn || world.outcomes.count > before)
    }
    #expect(world.outcomes.count == before + 1)
    switch world.outcomes[before] {
    case .response(token, .changed, optionsLength: 0):
      answered += 1
      #expect(world.answers[before] == payload && world.done[payload] == 1)
    case .timedOut(token): #expect(loss > 0 || i % 5 == 4)
    default: Issue.record("\(world.outcomes[before])")
    }
    #expect(world.done[payload, default: 0] <= 1)
  }
  #expect(answered >= (loss == 0 ? 20 : 5))
  while try world.step() {}
  #expect(world.outcomes.count == 20 && world.server.isIdle == true)
}
