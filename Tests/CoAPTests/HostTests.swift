// SPDX-License-Identifier: Apache-2.0
import CoAP
import DTLS
import OpenSSLBackend
import TestSupport
import Testing
import Wire

typealias Host = CoAPHost<OpenSSLCrypto.SHA256>

/// One server for many peers, who may not be where they say.
struct HostTests {
  let secret = [UInt8](repeating: 5, count: 32)
  let core = hex("41 01 0001 07 bb 2e77656c6c2d6b6e6f776e 04 636f7265")
  let putTemperature = hex("40 03 0002 bb 74656d7065726174757265 ff 3231")

  func peer(_ number: Int, port: UInt16 = 5683) -> PeerAddress {
    PeerAddress(v4: 0x0A00_0000 | UInt32(number), port: port)
  }

  func host(
    _ resources: Resources, _ change: (inout CoAPHostOptions) -> Void = { _ in }
  ) throws -> Host {
    var options = CoAPHostOptions()
    change(&options)
    return try Host(resources, options, secret: secret.span)
  }

  /// Everything that a host says, and to whom; requests are answered with this payload.
  func drain(
    _ host: inout Host, at now: Instant, answering payload: String = ""
  ) -> (sent: [(PeerAddress, [UInt8])], requests: Int, deadline: Instant?) {
    var sent: [(PeerAddress, [UInt8])] = []
    var requests = 0
    while true {
      var output = ServerOutput<CoAPServerEvent>.wait(until: nil)
      let bytes = [UInt8](capacity: 2048) { out in output = host.poll(into: &out) }
      switch output {
      case .transmit(let peer): sent.append((peer, bytes))
      case .event(let peer, .request(let id, let code, _, _)):
        requests += 1
        let answer = utf8(payload)
        #expect(
          throws: Never.self
        ) {
          try host.respond(
            to: id, of: peer, code == .get ? .content : .changed, payload: answer.span, now: now)
        }
      case .event: break
      case .wait(let until): return (sent, requests, until)
      case .bufferTooSmall: return (sent, requests, nil)
      }
    }
  }

  @Test func tenThousandStrangersLeaveNothing() throws {
    var host = try host(try resources())
    for i in 0..<10_000 {
      host.handle(
        (i.isMultiple(of: 2) ? core : putTemperature).span, from: peer(i), now: seconds(0))
      let said = drain(&host, at: seconds(0))
      #expect(said.sent.count == 1 && said.sent.first?.0 == peer(i) && said.requests == 0)
      #expect(said.deadline == nil)
    }
    #expect(host.count == 0 && host.counters.fromStrangers == 10_000)
  }

  @Test func anEchoIsGoodForItsOwnAddressAndForAMinute() throws {
    var host = try host(try resources())
    host.handle(putTemperature.span, from: peer(1), now: seconds(59))
    let demand = try Copy(try #require(drain(&host, at: seconds(59)).sent.first).1)
    #expect(demand.code == .unauthorized)
    let echo = try #require(demand.value(.echo))
    // Option 252 behind Uri-Path 11: delta 241.
    let withEcho =
      hex("40 03 0003 bb 74656d7065726174757265 d6 e4") + echo + hex("ff 3231")
    // Not from another address, nor from another port, nor too late.
    for (stranger, moment) in [(peer(2), 59), (peer(1, port: 5684), 59), (peer(1), 120)] {
      host.handle(withEcho.span, from: stranger, now: seconds(moment))
      let said = drain(&host, at: seconds(moment))
      #expect(said.requests == 0)
      #expect(try Copy(try #require(said.sent.first).1).code == .unauthorized)
    }
    host.handle(withEcho.span, from: peer(1), now: seconds(119))
    let said = drain(&host, at: seconds(119))
    #expect(said.requests == 1 && host.count == 1)
    #expect(try Copy(try #require(said.sent.first).1).code == .changed)
    // The same datagram again is answered, and does nothing.
    host.handle(withEcho.span, from: peer(1), now: seconds(120))
    let again = drain(&host, at: seconds(120))
    #expect(again.requests == 0 && again.sent.map(\.1) == said.sent.map(\.1))
    // When the exchange's lifetime is over, the peer is forgotten.
    let deadline = try #require(again.deadline)
    host.handleTimeout(now: deadline)
    #expect(drain(&host, at: deadline).deadline == nil && host.count == 0)
  }

  @Test func strangersGetAtMostThreeBytesForOne() throws {
    var resources = try resources()
    for i in 0..<20 { try resources.register(Resource(utf8("a-rather-long-name-\(i)"), .get)) }
    let long = String(repeating: "x", count: 1000)
    func worst(_ limit: Int?) throws -> Double {
      var host = try host(resources) { $0.server.amplificationLimit = limit }
      let get = hex("40 01 0004 bb 74656d7065726174757265")
      var worst = 0.0
      for (i, request) in [core, get, putTemperature, hex("40 00 1234")].enumerated() {
        host.handle(request.span, from: peer(i), now: seconds(0))
        let out = drain(&host, at: seconds(0), answering: long).sent.reduce(0) { $0 + $1.1.count }
        worst = max(worst, Double(out) / Double(request.count))
      }
      return worst
    }
    #expect(try worst(3) <= 3)
    // Without the mitigation the same requests make an amplifier.
    #expect(try worst(nil) > 10)
  }

  @Test func aFullHouseRefusesNewcomersAndKeepsItsGuests() throws {
    var host = try host(try resources()) {
      $0.peersAreProved = true
      $0.maximumPeers = 2
    }
    let get = hex("40 01 0004 bb 74656d7065726174757265")
    for i in 1...3 { host.handle(get.span, from: peer(i), now: seconds(0)) }
    #expect(drain(&host, at: seconds(0), answering: "21").sent.map(\.0) == [peer(1), peer(2)])
    #expect(host.count == 2 && host.counters.refused == 1)
    // Hours later nobody needs his seat any more.
    host.handle(get.span, from: peer(3), now: seconds(10_000))
    #expect(drain(&host, at: seconds(10_000), answering: "21").sent.map(\.0) == [peer(3)])
  }

  @Test func oneBadNeighbourDisturbsNobody() throws {
    var host = try host(try resources()) { $0.peersAreProved = true }
    var random = SeededRandom(seed: 1)
    for i in 0..<5_000 {
      let noise = random.bytes(Int.random(in: 0...40, using: &random))
      host.handle(noise.span, from: peer(1), now: milliseconds(i))
      _ = drain(&host, at: milliseconds(i))
    }
    host.handle(
      hex("40 01 0004 bb 74656d7065726174757265").span, from: peer(2), now: seconds(5))
    #expect(drain(&host, at: seconds(5), answering: "21").requests == 1)
  }
}
