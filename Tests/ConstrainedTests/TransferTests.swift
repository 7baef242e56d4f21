// SPDX-License-Identifier: Apache-2.0
import Constrained
import TestSupport
import Testing
import Wire

/// A link on which the arithmetic is easy: 1 byte takes 1 µs, and light 50 ms.
func plainLink(_ change: (inout Link) -> Void = { _ in }) -> Profile {
  var link = Link(rate: 8_000_000, delay: .milliseconds(50), mtu: 1280, queue: 1_000_000)
  change(&link)
  return Profile(up: link, down: link)
}

typealias TalkerPair = Pair<OverTCP<Talker>, OverTCP<Talker>>

/// Runs until both have closed and all is quiet.
func transfer(
  _ up: [UInt8], _ down: [UInt8], _ profile: Profile, seed: UInt64 = 1,
  lose: [(Direction, Int)] = [], options: (inout TCPOptions) -> Void = { _ in },
  check: (borrowing TalkerPair, Outcome) -> Void
) {
  var pair = pairOverTCP(
    client: Talker(up), server: Talker(down), profile, seed: seed, options: options)
  for (direction, number) in lose { pair.lose(direction, number) }
  pair.client.machine.close(now: pair.now)
  pair.server.machine.close(now: pair.now)
  let outcome = pair.drive(until: Instant(nanoseconds: 0) + .seconds(3600))
  check(pair, outcome)
}

func isClosed(_ said: [Endpoint<OverTCP<Talker>>.Said]) -> Bool {
  if case .closed = said.last?.event { true } else { false }
}

struct TransferTests {
  @Test(arguments: [0, 1, 1219, 1220, 1221, 14_600, 100_000])
  func deliversEveryByte(count: Int) {
    let (up, down) = (some(count), some(count / 2, seed: 2))
    transfer(up, down, plainLink()) { pair, outcome in
      #expect(outcome == .idle)
      expectSame(pair.server.machine.inner.heard, up)
      expectSame(pair.client.machine.inner.heard, down)
      #expect(isClosed(pair.client.said) && isClosed(pair.server.said))
      #expect(pair.client.machine.tcp.retransmissions == 0)
    }
  }

  /// Each packet of each direction, one at a time.
  @Test func lossOfAnySinglePacketIsMended() {
    let (up, down) = (some(20_000), some(3_000, seed: 2))
    var total = (up: 0, down: 0)
    transfer(up, down, plainLink()) { pair, _ in
      total = (pair.trace.packets(.up).count, pair.trace.packets(.down).count)
    }
    #expect(total.up > 18 && total.down > 9)
    for (direction, count) in [(Direction.up, total.up), (.down, total.down)] {
      for number in 0..<count {
        transfer(up, down, plainLink(), lose: [(direction, number)]) { pair, outcome in
          #expect(outcome == .idle, "\(direction) \(number)")
          expectSame(pair.server.machine.inner.heard, up, "\(direction) \(number)")
          expectSame(pair.client.machine.inner.heard, down, "\(direction) \(number)")
          #expect(isClosed(pair.client.said) && isClosed(pair.server.said))
        }
      }
    }
  }

  /// Jitter of four times the delay, each packet for itself.
  @Test(arguments: 0..<50)
  func reorderingIsMended(seed: Int) {
    let (up, down) = (some(40_000), some(40_000, seed: 2))
    let profile = plainLink {
      $0.jitter = .milliseconds(200)
      $0.keepsOrder = false
    }
    transfer(up, down, profile, seed: UInt64(seed)) { pair, outcome in
      #expect(outcome == .idle)
      expectSame(pair.server.machine.inner.heard, up)
      expectSame(pair.client.machine.inner.heard, down)
    }
  }

  @Test(arguments: [0, 5, 20])
  func everyByteOrAnErrorOverThousandSeeds(percent: Int) {
    let (up, down) = (some(6_000), some(6_000, seed: 2))
    var (failed, delivered) = (0, 0)
    for seed in 0..<1_000 {
      let profile = plainLink {
        $0.keepsOrder = seed % 2 == 0
        $0.jitter = .milliseconds(20)
      }
      .losing(percent: percent)
      transfer(up, down, profile, seed: UInt64(seed)) { pair, outcome in
        #expect(outcome == .idle, "seed \(seed)")
        let heard = (pair.server.machine.inner.heard, pair.client.machine.inner.heard)
        #expect(up.starts(with: heard.0) && down.starts(with: heard.1), "seed \(seed)")
        if pair.client.failure != nil || pair.server.failure != nil {
          // Only the very last acknowledgement can be missing: the other end has waited
          // for a minute, and left.
          failed += 1
          #expect(heard == (up, down), "seed \(seed)")
          #expect(isClosed(pair.client.said) || isClosed(pair.server.said), "seed \(seed)")
        } else {
          #expect(heard == (up, down), "seed \(seed)")
          #expect(isClosed(pair.client.said) && isClosed(pair.server.said), "seed \(seed)")
          delivered += 1
        }
      }
    }
    #expect(delivered + failed == 1_000)
    #expect(failed <= (percent == 20 ? 20 : 0))
  }

  @Test func theSameSeedGivesTheSameTrace() {
    let profile = Profile.nbIoT.losing(percent: 20)
    var traces: [Trace] = []
    for seed in [7, 7, 8] {
      transfer(some(5_000), some(5_000), profile, seed: UInt64(seed)) { pair, _ in
        traces.append(pair.trace)
      }
    }
    #expect(traces[0] == traces[1])
    #expect(traces[0] != traces[2])
    #expect(traces[0].packets.count > 10)
  }

  @Test(arguments: [Profile.ieee802154, .nbIoT, .lteM, .wifi])
  func everyProfileCarries(profile: Profile) {
    for percent in [0, 2] {
      let (up, down) = (some(10_000), some(10_000, seed: 2))
      transfer(up, down, profile.losing(percent: percent)) { pair, outcome in
        #expect(outcome == .idle)
        expectSame(pair.server.machine.inner.heard, up)
        expectSame(pair.client.machine.inner.heard, down)
      }
    }
  }

  @Test func aDeadLinkEndsWithAnErrorAfterPatience() {
    transfer(some(10), [], plainLink().losing(percent: 100)) { pair, outcome in
      #expect(outcome == .idle)
      guard case .tcp(.timedOut) = pair.client.failure?.error else {
        Issue.record("no error")
        return
      }
      #expect(pair.client.failure?.at == milliseconds(183_000))
    }
  }
}
