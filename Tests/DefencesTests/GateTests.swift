// SPDX-License-Identifier: Apache-2.0
import DTLS
import Defences
import TestSupport
import Testing
import Wire

@Suite("The connection gate")
struct GateTests {
  static func host(_ number: UInt32, port: UInt16 = 1) -> NetworkPrefix {
    NetworkPrefix(PeerAddress(v4: 0xC000_0200 + number, port: port))
  }

  static func at(_ seconds: Int) -> Instant { Instant(nanoseconds: 0) + .seconds(seconds) }

  static func small(_ change: (inout ConnectionGateOptions) -> Void = { _ in }) -> ConnectionGate {
    var options = ConnectionGateOptions()
    options.maximumConnections = 8
    options.maximumPerPrefix = 3
    options.maximumStrangers = 4
    change(&options)
    return ConnectionGate(options)
  }

  private func admits(_ gate: inout ConnectionGate, _ host: NetworkPrefix, _ now: Instant) -> Bool {
    gate.opened(from: host, now: now) != nil
  }

  private func open(
    _ gate: inout ConnectionGate, _ host: NetworkPrefix, _ now: Instant
  ) throws -> Seat {
    let seat = gate.opened(from: host, now: now)
    return try #require(seat)
  }

  private func next(_ gate: inout ConnectionGate) -> GateOutput { gate.poll() }

  @Test("one address has so many places, whatever its port, and another has its own")
  func onePrefix() throws {
    var gate = Self.small()
    var seats: [Seat] = []
    for port in 1...3 {
      seats.append(
        try open(&gate, Self.host(1, port: UInt16(port)), Self.at(0)))
    }
    #expect(!admits(&gate, Self.host(1, port: 4), Self.at(0)))
    #expect(gate.counters.tooManyOfOnePrefix == 1)
    #expect(admits(&gate, Self.host(2), Self.at(0)))
    gate.closed(seats[1])
    #expect(admits(&gate, Self.host(1), Self.at(0)))
  }

  @Test("an IPv6 network of 64 bits counts as one; an IPv4 address only as itself")
  func prefixes() {
    let a = PeerAddress(high: 0x2001_0DB8_0000_0001, low: 1, port: 1)
    let b = PeerAddress(high: 0x2001_0DB8_0000_0001, low: .max, port: 2)
    let c = PeerAddress(high: 0x2001_0DB8_0000_0002, low: 1, port: 1)
    #expect(NetworkPrefix(a) == NetworkPrefix(b))
    #expect(NetworkPrefix(a) != NetworkPrefix(c))
    #expect(Self.host(1) != Self.host(2))
  }

  @Test("the stranger who has been here longest makes room, and nobody who has proved himself")
  func makingRoom() throws {
    var gate = Self.small()
    let known = try open(&gate, Self.host(1), Self.at(0))
    gate.proved(known)
    var strangers: [Seat] = []
    for number in 2...5 {
      strangers.append(
        try open(&gate, Self.host(UInt32(number)), Self.at(number)))
    }
    #expect(admits(&gate, Self.host(6), Self.at(6)))
    #expect(next(&gate) == .close(strangers[0], .madeRoom))
    #expect(gate.strangerCount == 4)
    #expect(gate.count == 5)
    #expect(gate.counters.madeRoom == 1)
  }

  @Test("when everybody is known and there is no place, the next one is turned away")
  func full() throws {
    var gate = Self.small()
    for number in 1...8 {
      gate.proved(try open(&gate, Self.host(UInt32(number)), Self.at(0)))
    }
    #expect(!admits(&gate, Self.host(9), Self.at(0)))
    #expect(gate.counters.full == 1)
    #expect(next(&gate) == .wait(until: nil))
  }

  @Test("patience ends: ten seconds, one more for each hundred bytes, never over sixty")
  func patience() {
    let patience = Patience()
    #expect(patience.deadline(opened: Self.at(5), received: 0) == Self.at(15))
    #expect(patience.deadline(opened: Self.at(5), received: 300) == Self.at(18))
    #expect(patience.deadline(opened: Self.at(5), received: 1_000_000) == Self.at(65))
    #expect(patience.deadline(opened: Self.at(5), received: .max) == Self.at(65))
  }

  @Test("who shows too little for too long is put out, and who has proved himself may be silent")
  func outOfPatience() throws {
    var gate = Self.small()
    let slow = try open(&gate, Self.host(1), Self.at(0))
    let busy = try open(&gate, Self.host(2), Self.at(0))
    let known = try open(&gate, Self.host(3), Self.at(0))
    gate.proved(known)
    gate.received(5, on: slow)
    gate.received(1_000, on: busy)
    #expect(next(&gate) == .wait(until: Instant(nanoseconds: 10_050_000_000)))
    gate.handleTimeout(now: Self.at(10))
    #expect(next(&gate) == .wait(until: Instant(nanoseconds: 10_050_000_000)))
    gate.handleTimeout(now: Self.at(11))
    #expect(next(&gate) == .close(slow, .outOfPatience))
    #expect(next(&gate) == .wait(until: Self.at(20)))
    gate.handleTimeout(now: Self.at(1_000))
    #expect(next(&gate) == .close(busy, .outOfPatience))
    #expect(next(&gate) == .wait(until: nil))
    #expect(gate.count == 1)
    #expect(gate.counters.outOfPatience == 2)
  }

  @Test("a seat that was given up does not move the one who sits there now")
  func staleSeats() throws {
    var gate = Self.small()
    let first = try open(&gate, Self.host(1), Self.at(0))
    gate.closed(first)
    gate.closed(first)
    let second = try open(&gate, Self.host(2), Self.at(0))
    gate.proved(first)
    gate.received(1_000, on: first)
    gate.closed(first)
    #expect(gate.strangerCount == 1)
    #expect(gate.count == 1)
    #expect(next(&gate) == .wait(until: Self.at(10)))
    gate.closed(second)
    #expect(gate.count == 0)
  }

  @Test("no order of events brings it above its limits, or loses a place", arguments: 1...50)
  func anyOrder(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var gate = Self.small()
    var present: [(seat: Seat, host: UInt32, isKnown: Bool)] = []
    var now = 0
    for _ in 0..<2_000 {
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1, 2:
        let host = UInt32.random(in: 0..<6, using: &random)
        if let seat = gate.opened(from: Self.host(host), now: Self.at(now)) {
          present.append((seat, host, false))
        }
      case 3:
        guard let i = present.indices.randomElement(using: &random) else { break }
        gate.proved(present[i].seat)
        present[i].isKnown = true
      case 4:
        guard let i = present.indices.randomElement(using: &random) else { break }
        gate.closed(present.remove(at: i).seat)
      default:
        now += Int.random(in: 0..<8, using: &random)
        gate.handleTimeout(now: Self.at(now))
      }
      while case .close(let seat, _) = gate.poll() {
        let place = present.firstIndex { $0.seat == seat }
        #expect(place.map { present[$0].isKnown } == false)
        if let place { present.remove(at: place) }
      }
      #expect(gate.count == present.count)
      #expect(gate.strangerCount == present.count { !$0.isKnown })
      #expect(gate.count <= 8 && gate.strangerCount <= 4)
      for host in 0..<6 as Range<UInt32> { #expect(present.count { $0.host == host } <= 3) }
    }
  }
}
