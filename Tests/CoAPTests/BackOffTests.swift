// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Testing
import Wire

/// Virtual time: each retransmission at its very nanosecond.
struct BackOffTests {
  /// Sends to nobody; every moment at which a datagram left, then that of giving up.
  func moments(random: UInt32, _ change: (inout CoAPClientOptions) -> Void = { _ in }) throws
    -> (sent: [Instant], end: Instant)
  {
    var client = client(change)
    let token = try client.get("a", random: UInt64(random))
    var now = seconds(0)
    var sent: [Instant] = []
    var datagrams: Set<[UInt8]> = []
    while true {
      let said = drain(&client)
      sent += said.sent.map { _ in now }
      datagrams.formUnion(said.sent)
      if !said.events.isEmpty {
        #expect(said.events.map(\.event) == [.timedOut(token)] && said.deadline == nil)
        #expect(datagrams.count == 1, "every copy is the same")
        return (sent, now)
      }
      let deadline = try #require(said.deadline)
      #expect(deadline > now)
      // A moment too early changes nothing.
      client.handleTimeout(now: Instant(nanoseconds: deadline.nanoseconds - 1))
      let early = drain(&client)
      #expect(early.sent.isEmpty && early.events.isEmpty && early.deadline == deadline)
      now = deadline
      client.handleTimeout(now: now)
    }
  }

  //= rfc7252#4.2
  //# For a new Confirmable message, the initial timeout is set to a random duration
  //# (often not an integral number of seconds) between ACK_TIMEOUT and (ACK_TIMEOUT *
  //# ACK_RANDOM_FACTOR) (see Section 4.8), and the retransmission counter is set to 0.
  @Test(
    arguments: [
      (0, 2_000_000_000), (0x4000_0000, 2_250_000_000), (0x8000_0000, 2_500_000_000),
      (.max, 2_999_999_999),
    ] as [(UInt32, UInt64)])
  func doubling(_ random: UInt32, _ first: UInt64) throws {
    let (sent, end) = try moments(random: random)
    #expect(sent.map(\.nanoseconds) == [0, 1, 3, 7, 15].map { $0 * first })
    #expect(end.nanoseconds == 31 * first)
  }

  @Test func otherParameters() throws {
    let (sent, end) = try moments(random: 0x8000_0000) {
      $0.transmission.ackTimeout = .seconds(1)
      $0.transmission.ackRandomPercent = 300
      $0.transmission.maxRetransmit = 1
    }
    #expect(sent == [seconds(0), seconds(2)] && end == seconds(6))
    let once = try moments(random: .max) {
      $0.transmission.maxRetransmit = 0
      $0.transmission.ackRandomPercent = 0
    }
    #expect(once.sent == [seconds(0)] && once.end == seconds(2))
  }

  /// Table 3.
  @Test func derivedTimes() {
    let times = TransmissionParameters()
    #expect(times.maxTransmitSpan == .seconds(45))
    #expect(times.maxTransmitWait == .seconds(93))
    #expect(times.exchangeLifetime == .seconds(247))
    #expect(times.nonLifetime == .seconds(145))
    var absurd = TransmissionParameters()
    absurd.ackTimeout = .forever
    absurd.maxRetransmit = .max
    absurd.ackRandomPercent = .max
    #expect(absurd.exchangeLifetime == .forever)
  }

  //= rfc7252#4.2
  //# the entire sequence of (re-)transmissions MUST stay in the envelope of
  //# MAX_TRANSMIT_SPAN
  @Test func aSleeperMissesItsChance() throws {
    var client = client()
    let token = try client.get("a")
    _ = drain(&client)
    client.handleTimeout(now: seconds(40))
    let late = drain(&client)
    #expect(late.sent.count == 1 && late.deadline == seconds(44))
    client.handleTimeout(now: seconds(46))
    let over = drain(&client)
    #expect(over.sent.isEmpty && over.events.map(\.event) == [.timedOut(token)])
  }

  /// An acknowledgement ends the sending, at whichever of the five it comes.
  @Test(arguments: 0..<5) func acknowledged(after copies: Int) throws {
    var client = client()
    _ = try client.get("a")
    for i in 0..<copies {
      _ = drain(&client)
      client.handleTimeout(now: seconds(2 * ((2 << i) - 1)))
    }
    let now = seconds(40)
    client.handle(hex("60 00 7d34"), now: now)
    let said = drain(&client)
    #expect(said.sent.isEmpty && said.deadline == now + .seconds(93))
  }
}
