// SPDX-License-Identifier: Apache-2.0
import Constrained
import MQTT
import TestSupport
import Testing
import Wire

/// The book's other machines over the virtual network, unchanged.
struct PairTests {
  @Test func echoAnswersOverTCP() {
    let frame: [UInt8] = [0, 3, 1, 2, 3]
    var pair = pairOverTCP(
      client: Talker(frame), server: Echo(now: milliseconds(0)), .lteM, seed: 1)
    let outcome = pair.drive(until: milliseconds(5_000)) {
      $0.client.machine.inner.heard.count == frame.count
    }
    #expect(outcome == .stopped)
    #expect(pair.client.machine.inner.heard == frame)
    // One round trip for the handshake, and one for the question: at least 200 ms.
    #expect(pair.now > milliseconds(200) && pair.now < milliseconds(300))
    // And the deadline of the machine above TCP is kept: Echo's patience ends.
    #expect(pair.drive(until: milliseconds(60_000)) == .idle)
    guard case .inner(.idle) = pair.server.failure?.error else {
      Issue.record("the server was patient for ever")
      return
    }
    #expect(pair.server.failure!.at > milliseconds(30_100))
  }

  @Test func echoIsADatagramMachineToo() {
    var pair = Pair(
      client: Ticker(1, size: 3), server: Ticker(1, size: 5), over: .udp, .wifi, seed: 1)
    #expect(pair.drive(until: milliseconds(100)) == .idle)
    #expect(pair.client.machine.heard == 1 && pair.server.machine.heard == 1)
  }

  /// A client of chapter 9, and a server that the test plays.
  @Test func mqttClientConnectsOverALossyLink() throws {
    for seed in 0..<20 as Range<UInt64> {
      var options = ClientOptions(clientIdentifier: Array("c1".utf8))
      options.connackTimeout = .seconds(60)
      var client = MQTTClient(options)
      try client.connect(now: milliseconds(0))
      var pair = pairOverTCP(
        client: client, server: Talker(), .nbIoT.losing(percent: 5), seed: seed)
      var answered = false
      let outcome = pair.drive(until: milliseconds(60_000)) { pair in
        if pair.server.machine.inner.heard.count >= 16, !answered {
          let now = pair.now
          pair.server.machine.command(now: now) { $0.outbox = hex("20 02 00 00") }
          answered = true
        }
        return pair.client.said.contains {
          if case .inner(.connected) = $0.event { true } else { false }
        }
      }
      #expect(outcome == .stopped, "seed \(seed)")
    }
  }

  /// A command after a long silence is timed from the command, not from the last packet.
  @Test func commandsHaveTheirOwnMoment() {
    var pair = pairOverTCP(client: Talker(), server: Talker(), .wifi, seed: 1)
    #expect(pair.drive(until: milliseconds(500)) == .idle)
    pair.client.machine.command(now: milliseconds(60_000)) { $0.outbox = [1] }
    let before = pair.client.machine.tcp.timeout
    #expect(pair.drive(until: milliseconds(61_000)) == .idle)
    #expect(pair.server.machine.inner.heard == [1])
    #expect(pair.client.machine.tcp.retransmissions == 0)
    // With the delay of the acknowledgement, a round trip is less than 60 ms.
    #expect(before.smoothed! < .milliseconds(20))
    #expect(pair.client.machine.tcp.timeout.smoothed! < .milliseconds(20))
  }

  /// What a failing machine still says arrives, and then the stream ends.
  @Test func theLastWordsOfAFailureArrive() {
    var server = Talker()
    server.offence = 7
    server.last = [9, 9]
    var pair = pairOverTCP(client: Talker([1, 7]), server: server, .wifi, seed: 1)
    pair.client.machine.close(now: pair.now)
    #expect(pair.drive(until: milliseconds(100_000)) == .idle)
    guard case .inner(.offended) = pair.server.failure?.error else {
      Issue.record("it was not offended")
      return
    }
    #expect(pair.client.machine.inner.heard == [9, 9])
    guard case .closed = pair.client.said.last?.event else {
      Issue.record("the stream did not end")
      return
    }
  }

  @Test func aRunHasADeadlineAndABound() {
    var pair = Pair(
      client: Ticker(1_000), server: Ticker(0), over: .udp, plainLink(), seed: 1)
    #expect(pair.drive(until: milliseconds(99.5)) == .deadline)
    #expect(pair.server.machine.heard == 50)
    #expect(pair.drive(until: milliseconds(9_999), steps: 10) == .exhausted)
    #expect(pair.drive(until: milliseconds(9_999)) == .idle)
    #expect(pair.server.machine.heard == 1_000)
  }

  /// Never waits, whatever one does.
  struct Babbler: Machine {
    typealias Event = Never
    typealias Failure = Never
    mutating func handle(_ bytes: Span<UInt8>, now: Instant) {}
    mutating func handleTimeout(now: Instant) {}
    mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Never> { .transmit }
  }

  @Test func aMachineThatNeverWaitsIsFoundOut() {
    var pair = Pair(client: Babbler(), server: Babbler(), over: .udp, .wifi, seed: 1)
    #expect(pair.drive(until: milliseconds(1)) == .exhausted)
  }

  /// A deadline that never moves on.
  struct Fidget: Machine {
    typealias Event = Never
    typealias Failure = Never
    mutating func handle(_ bytes: Span<UInt8>, now: Instant) {}
    mutating func handleTimeout(now: Instant) {}
    mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Never> {
      .wait(until: milliseconds(1))
    }
  }

  @Test func aDeadlineThatNeverMovesIsFoundOut() {
    var pair = Pair(client: Fidget(), server: Ticker(0), over: .udp, .wifi, seed: 1)
    #expect(pair.drive(until: milliseconds(2), steps: 1_000) == .exhausted)
  }

  /// The handshake's price in bytes: SYN, SYN-ACK and ACK have 24, 24 and 20, and 8 or 40 below.
  @Test func aConnectionsBytesAreCounted() {
    for (profile, each) in [(Profile.ieee802154, 8 + 17), (.wifi, 40)] {
      var pair = pairOverTCP(client: Talker(), server: Talker(), profile, seed: 1)
      #expect(pair.drive(until: milliseconds(1_000)) == .idle)
      #expect(pair.trace.bytesOnAir(.up) == 24 + 20 + 2 * each)
      #expect(pair.trace.bytesOnAir(.down) == 24 + each)
    }
  }
}
