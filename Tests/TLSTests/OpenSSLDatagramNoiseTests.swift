// SPDX-License-Identifier: Apache-2.0
import Constrained
import TLS
import TestSupport
import Testing
import Wire

/// Whoever can put datagrams on the path cannot end what he is no part of; and where he
/// can, it is written down here.
@Suite struct OpenSSLDatagramNoiseTests {
  //= rfc6347#4.1.2.7
  //= type=test
  //# In general, invalid records SHOULD be silently discarded,
  //# thus preserving the association
  @Test func garbageAtEveryStepOfAHandshakeEndsNothing() throws {
    for seed in 0..<40 as Range<UInt64> {
      let meeting = try Meeting(
        Datagrams.configuration(.client), Datagrams.configuration(.server), seed: seed)
      meeting.pair.client.machine.before = Meddling.garbage
      meeting.pair.server.machine.before = Meddling.garbage
      #expect(meeting.connect() == .stopped, "seed \(seed)")
      #expect(meeting.client.error == nil, "seed \(seed)")
      #expect(meeting.server.error == nil, "seed \(seed)")
    }
  }

  @Test func replaysEndNothingAndDeliverNothingTwice() throws {
    let meeting = try Meeting(Datagrams.shared(), Datagrams.shared())
    meeting.pair.client.machine.after = Meddling.replay
    meeting.pair.server.machine.after = Meddling.replay
    meeting.settle()
    var expected: [[UInt8]] = []
    for number in 0..<30 as Range<UInt8> {
      try meeting.client { try $0.send(bytes: [number, number]) }
      meeting.settle()
      expected.append([number, number])
    }
    #expect(meeting.server.messages == expected)
    #expect(meeting.client.error == nil && meeting.server.error == nil)
  }

  /// After the handshake everything has a proof, so nothing that is forged has an effect.
  @Test func aConnectionOutlivesAllForgeries() throws {
    let meeting = try Meeting.connected(Datagrams.shared(), Datagrams.shared())
    meeting.pair.client.machine.before = Self.everything
    meeting.pair.server.machine.before = Self.everything
    for number in 0..<200 as Range<UInt8> {
      try meeting.client { try $0.send(bytes: [number]) }
      try meeting.server { try $0.send(bytes: [number]) }
      meeting.settle()
    }
    #expect(meeting.server.messages == (0..<200).map { [$0] })
    #expect(meeting.client.messages == (0..<200).map { [$0] })
    #expect(meeting.client.error == nil && meeting.server.error == nil)
  }

  static func everything(_ seen: [[UInt8]], _ random: inout SeededRandom) -> [[UInt8]] {
    let alert: [UInt8] = [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40]
    return Meddling.garbage(seen, &random) + Meddling.mutants(seen, &random)
      + [alert, Array(alert.dropLast(2)) + [1, 0]]
  }

  /// A handshake's beginning has no proof of its own: what looks like the peer's word is it.
  @Test func aForgedAlertEndsAHandshake() throws {
    let alert: [UInt8] = [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40]
    let meeting = try Meeting(Datagrams.shared(), Datagrams.shared())
    meeting.pair.client.machine.before = { _, _ in [alert] }
    meeting.settle()
    #expect(meeting.client.error?.cause == .peerAlert(Alert(code: 40)))
    #expect(meeting.client.connected == nil)
  }

  /// So does a record with a high number: those that follow look like old ones.
  @Test func aForgedRecordNumberEndsAHandshake() throws {
    let meeting = try Meeting(Datagrams.shared(), Datagrams.shared())
    meeting.pair.server.machine.after = { seen, _ in
      seen.suffix(1).map { $0[..<5] + [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] + $0[11...] }
    }
    meeting.settle()
    #expect(meeting.client.connected == nil && meeting.server.connected == nil)
    #expect(meeting.client.error?.cause == .noAnswer)
    #expect(meeting.server.error?.cause == .noAnswer)
  }

  /// And two pieces of one message that disagree about its length.
  @Test func aForgedFragmentEndsAHandshake() throws {
    let meeting = try Meeting(
      Datagrams.configuration(.client) { $0.maximumDatagramSize = 300 },
      Datagrams.configuration(.server) { $0.maximumDatagramSize = 300 })
    meeting.pair.client.machine.after = Self.misfits
    meeting.settle()
    #expect(meeting.client.connected == nil && meeting.server.connected == nil)
    #expect(meeting.client.error == TLSError(.protocolViolation(.malformedMessage), peer: .server))
  }

  static func misfits(_ seen: [[UInt8]], _ random: inout SeededRandom) -> [[UInt8]] {
    guard var last = seen.last, last.count > 25, last[0] == 22, last[4] == 0 else { return [] }
    let count = Int(last[23]) << 8 | Int(last[24])
    guard last[14..<17] != last[22..<25] else { return [] }
    last[16] &+= 1
    last[9] = 1
    last = Array(last[..<(25 + count)])
    last[11] = UInt8((count + 12) >> 8)
    last[12] = UInt8((count + 12) & 0xFF)
    return [last]
  }

  /// Changed copies of all that is said may end a handshake, and never falsify it; and
  /// nobody waits for ever.
  @Test(arguments: [true, false])
  func mutantsNeverConnectTheWrongOnes(areFirst: Bool) throws {
    for seed in 0..<60 as Range<UInt64> {
      let meeting = try Meeting(Datagrams.shared(), Datagrams.shared(), seed: seed)
      if areFirst {
        meeting.pair.client.machine.before = Meddling.mutants
        meeting.pair.server.machine.before = Meddling.mutants
      } else {
        meeting.pair.client.machine.after = Meddling.mutants
        meeting.pair.server.machine.after = Meddling.mutants
      }
      switch meeting.connect() {
      case .stopped: #expect(meeting.client.connected == meeting.server.connected)
      case .idle: #expect(meeting.client.error != nil || meeting.server.error != nil)
      case let outcome: Issue.record("seed \(seed): \(outcome)")
      }
    }
  }
}
