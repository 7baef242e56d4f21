// SPDX-License-Identifier: Apache-2.0
import Constrained
import Foundation
import TLS
import TestSupport
import Testing
import Wire

/// Datagrams are lost, overtake one another and come twice; a handshake comes about, or
/// ends as one that was not answered. `THINGS_SEEDS=1000` tries so many.
@Suite struct OpenSSLDatagramLossTests {
  static let seeds = UInt64(ProcessInfo.processInfo.environment["THINGS_SEEDS"] ?? "") ?? 60

  /// 200 ms of jitter on 10 of delay, and no order.
  static var disorder: Profile {
    let link = Constrained.Link(
      rate: 10_000_000, delay: .milliseconds(10), jitter: .milliseconds(200), keepsOrder: false,
      mtu: 20_000, framing: Framing(payload: 20_000, overhead: 0))
    return Profile(up: link, down: link)
  }

  enum Kind: CaseIterable { case key, certificates }

  func meet(_ kind: Kind, _ profile: Profile, seed: UInt64) throws -> Meeting {
    switch kind {
    case .key:
      return try Meeting(Datagrams.shared(), Datagrams.shared(), over: profile, seed: seed)
    case .certificates:
      // Small datagrams, so that a chain needs several.
      return try Meeting(
        Datagrams.configuration(.client) { $0.maximumDatagramSize = 300 },
        Datagrams.configuration(.server) { $0.maximumDatagramSize = 300 }, over: profile,
        seed: seed)
    }
  }

  @Test(arguments: Kind.allCases)
  func aFifthLost(kind: Kind) throws {
    var connected = 0
    for seed in 0..<Self.seeds {
      let meeting = try meet(kind, Self.disorder.losing(percent: 20), seed: seed)
      let outcome = meeting.connect()
      if outcome == .stopped {
        connected += 1
      } else {
        // It ended, for lack of an answer, and no other reason.
        #expect(outcome == .idle, "seed \(seed)")
        let errors = [meeting.client.error, meeting.server.error].compactMap { $0?.cause }
        #expect(!errors.isEmpty && errors.allSatisfy { $0 == .noAnswer }, "seed \(seed): \(errors)")
      }
    }
    #expect(connected >= Int(Self.seeds) * 95 / 100)
  }

  @Test(arguments: Kind.allCases)
  func nothingLostButAllInDisorderAndTwice(kind: Kind) throws {
    for seed in 0..<Self.seeds {
      let meeting = try meet(kind, Self.disorder, seed: seed)
      meeting.pair.client.machine.after = Meddling.replay
      meeting.pair.server.machine.after = Meddling.replay
      #expect(meeting.connect() == .stopped, "seed \(seed)")
      meeting.settle()
      #expect(meeting.client.error == nil && meeting.server.error == nil, "seed \(seed)")
    }
  }

  /// Wherever a datagram is lost, the handshake comes about.
  @Test(arguments: Kind.allCases, [Direction.up, .down])
  func anyOneLost(kind: Kind, direction: Direction) throws {
    for number in 0..<16 {
      let meeting = try meet(kind, Datagrams.quick, seed: 1)
      meeting.pair.lose(direction, number)
      #expect(meeting.connect() == .stopped, "number \(number)")
    }
  }
}

/// What the one on the path adds.
enum Meddling {
  /// This datagram again, and any that came before.
  static func replay(_ seen: [[UInt8]], _ random: inout SeededRandom) -> [[UInt8]] {
    [seen.last, seen.randomElement(using: &random)].compactMap { $0 }
  }

  /// Bytes as they come; and behind headers that look well.
  static func garbage(_ seen: [[UInt8]], _ random: inout SeededRandom) -> [[UInt8]] {
    (0..<8).map { round in
      let noise = random.bytes(Int.random(in: 1...400, using: &random))
      guard round > 0, noise.count > 15 else { return noise }
      let length = noise.count - 13
      let type = round == 1 ? UInt8.random(in: 0...255, using: &random) : UInt8(19 + round)
      let epoch: UInt8 = .random(in: 0...2, using: &random)
      return [type, 0xFE, 0xFD, 0, epoch] + noise[..<6]
        + [UInt8(length >> 8), UInt8(length & 0xFF)] + noise[13...]
    }
  }

  /// What was seen, cut short, made longer, or with a bit changed; and only after the true
  /// one has come.
  static func mutants(_ seen: [[UInt8]], _ random: inout SeededRandom) -> [[UInt8]] {
    guard let last = seen.last, !last.isEmpty else { return [] }
    var flipped = last
    flipped[Int.random(in: 0..<last.count, using: &random)] ^=
      1 << UInt8.random(in: 0..<8, using: &random)
    return [
      Array(last.dropLast(Int.random(in: 1...last.count, using: &random))), last + [0], flipped,
    ]
  }
}
