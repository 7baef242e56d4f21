// SPDX-License-Identifier: Apache-2.0
import Constrained
import TestSupport
import Testing
import Wire

/// Runs a client that sends so many datagrams of one size, one each millisecond.
func tick(
  _ count: Int, size: Int, _ profile: Profile, seed: UInt64 = 1
) -> (trace: Trace, arrivals: [Instant]) {
  var pair = Pair(
    client: Ticker(count, size: size), server: Ticker(0), over: .udp, profile, seed: seed)
  let outcome = pair.drive(until: Instant(nanoseconds: 0) + .seconds(1000))
  #expect(outcome == .idle)
  return (pair.trace, pair.server.machine.arrivals)
}

struct LinkTests {
  @Test func chanceIsTheSameEverywhere() {
    // The first outputs of SplitMix64 for the seed 1234567, as its authors' C gives them.
    var chance = Chance(seed: 1_234_567)
    #expect(chance.next() == 6_457_827_717_110_365_317)
    #expect(chance.next() == 3_203_168_211_198_807_973)
    for limit in [0, 1, 6, 999] as [UInt64] {
      var seen = Set<UInt64>()
      for _ in 0..<20_000 { seen.insert(chance.upTo(limit)) }
      #expect(seen.max() == limit && seen.count == Int(limit) + 1)
    }
  }

  /// 952 bytes and 48 of headers at 8 Mbit/s take 1 ms, and the way 50 ms.
  @Test func rateAndDelayAddUp() {
    let (trace, arrivals) = tick(3, size: 952, plainLink())
    #expect(arrivals == [milliseconds(51), milliseconds(52), milliseconds(53)])
    #expect(trace.bytesOnAir(.up) == 3000 && trace.bytesOnAir(.down) == 0)
    #expect(trace.frames == 3)
  }

  /// 1452 bytes and 48 take 1.5 ms, so each packet waits half a millisecond more.
  @Test func aBusyLinkMakesThemWait() {
    let profile = plainLink {
      $0.mtu = 1500
      $0.framing.payload = 1500
    }
    #expect(
      tick(3, size: 1452, profile).arrivals
        == [milliseconds(51.5), milliseconds(53), milliseconds(54.5)])
  }

  @Test func airtimeIsRoundedUp() {
    let link = Link(rate: 3, delay: .zero)
    #expect(link.airtime(bytes: 3, frames: 1) == .seconds(8))
    #expect(link.airtime(bytes: 1, frames: 1) == Duration(nanoseconds: 2_666_666_667))
    #expect(link.airtime(bytes: .max, frames: 1) == .forever)
  }

  /// The first packet leaves after 10 ms; two more may wait, of 1000 bytes each.
  @Test func aFullQueueDrops() {
    let profile = plainLink {
      $0.rate = 800_000
      $0.queue = 3_000
    }
    let (trace, arrivals) = tick(5, size: 952, profile)
    #expect(trace.packets.map(\.fate)[3...] == [.queueFull, .queueFull])
    #expect(arrivals == [milliseconds(60), milliseconds(70), milliseconds(80)])
    #expect(trace.bytesOnAir == 3000)
  }

  @Test func whatIsLargerThanTheMTUNeverLeaves() {
    #expect(tick(1, size: 1232, plainLink()).arrivals.count == 1)
    let (trace, arrivals) = tick(1, size: 1233, plainLink())
    #expect(arrivals.isEmpty && trace.packets.map(\.fate) == [.tooLarge])
    #expect(trace.bytesOnAir == 0)
  }

  /// 113 bytes fit into the 116 of a frame; 313 take three.
  @Test func sixLoWPANCutsPacketsUp() {
    let framing = Profile.ieee802154.up.framing
    #expect(framing.cost(of: 116)! == (1, 116 + 17))
    // 112 bytes behind four, and five behind five.
    #expect(framing.cost(of: 117)! == (2, 117 + 4 + 5 + 2 * 17))
    #expect(framing.cost(of: 112 + 104)! == (2, 216 + 4 + 5 + 2 * 17))
    #expect(framing.cost(of: 313)! == (3, 313 + 4 + 2 * 5 + 3 * 17))
    #expect(Framing(payload: 100, overhead: 0).cost(of: 101) == nil)
    #expect(
      Framing(payload: 6, overhead: 0, fragmentHeaders: (4, 5)).cost(of: 101) == nil)
  }

  /// 130 bytes at 32 µs, and 864 µs of listening, turning and acknowledging, and the way.
  @Test func oneFrameOf802154() {
    var profile = Profile.ieee802154
    profile.up.jitter = .zero
    let (trace, arrivals) = tick(1, size: 100, profile)
    #expect(trace.bytesOnAir == 130)
    #expect(arrivals == [Instant(nanoseconds: 130 * 32_000 + 864_000 + 1_000)])
  }

  @Test func headersOfEachTransport() {
    #expect(Headers.ipv6[.udp] == 48 && Headers.ipv6[.tcp] == 40)
    #expect(Headers.lowpan[.udp] == 13 && Headers.lowpan[.tcp] == 8)
    #expect(Profile.ieee802154.maximumSegmentSize == 1220)
  }

  /// Ten thousand packets: three standard deviations are 1.2 percent at most.
  @Test(arguments: [(0, 0.0), (5, 0.05), (20, 0.2), (100, 1)], [1, 2, 3])
  func lossIsAsLikelyAsItSays(share: (Int, Double), seed: Int) {
    let profile = plainLink().losing(percent: share.0)
    let (trace, _) = tick(10_000, size: 10, profile, seed: UInt64(seed))
    let lost = trace.packets.filter { $0.fate == .lost }.count
    #expect(abs(Double(lost) / 10_000 - share.1) < 0.012)
  }

  /// A packet of three frames is lost with any of them: 1 - 0.8³ = 0.488.
  @Test func fragmentsMultiplyLoss() {
    var profile = Profile.ieee802154.losing(percent: 20)
    profile.up.queue = .max
    let (trace, _) = tick(10_000, size: 300, profile)
    let lost = trace.packets.filter { $0.fate == .lost }.count
    #expect(abs(Double(lost) / 10_000 - 0.488) < 0.015)
  }

  @Test func jitterStaysWithinItsBoundsAndKeepsOrderIfTold() {
    for keeps in [true, false] {
      let profile = plainLink {
        $0.jitter = .milliseconds(30)
        $0.keepsOrder = keeps
      }
      let (trace, arrivals) = tick(1_000, size: 952, profile)
      var swaps = 0
      var previous = Instant(nanoseconds: 0)
      for packet in trace.packets {
        guard case .arrives(let moment) = packet.fate else { continue }
        #expect(moment >= packet.sent + .milliseconds(51))
        #expect(moment <= packet.sent + .milliseconds(81))
        if moment < previous { swaps += 1 }
        previous = moment
      }
      #expect(arrivals.count == 1_000)
      #expect(keeps ? swaps == 0 : swaps > 100)
    }
  }

  /// More loss, and yet those that arrive do so at the same moments as before.
  @Test func lossDoesNotMoveTheJitter() {
    let profile = plainLink {
      $0.jitter = .milliseconds(30)
      $0.keepsOrder = false
    }
    let all = Set(tick(500, size: 10, profile).arrivals)
    let some = tick(500, size: 10, profile.losing(percent: 20)).arrivals
    #expect(some.count < 450 && all.isSuperset(of: some))
  }
}
