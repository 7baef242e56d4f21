// SPDX-License-Identifier: Apache-2.0
import Constrained
import TestSupport
import Testing
import Wire

struct HostileSegmentTests {
  /// Pieces of one stream in any order and of any length, overlapping as they like.
  @Test(arguments: 0..<100)
  func theStreamIsTheSameInAnyOrder(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let stream = random.bytes(5_000)
    var hand = try HandDriven.connected()
    var missing = Array(repeating: true, count: stream.count)
    while let first = missing.firstIndex(of: true) {
      // Now and then what is missing, so that it ends; else anything.
      let start =
        Int.random(in: 0..<8, using: &random) == 0
        ? first : Int.random(in: 0..<stream.count, using: &random)
      let end = min(stream.count, start + Int.random(in: 1...400, using: &random))
      for i in start..<end { missing[i] = false }
      try hand.hear(
        end == stream.count ? [.ack, .fin] : .ack, sequence: 9001 + UInt32(start),
        acknowledgement: 1, data: Array(stream[start..<end]), at: 200)
      #expect(stream.starts(with: hand.received))
    }
    #expect(hand.received == stream)
    #expect(hand.events.filter { $0 == .peerFinished }.count == 1)
    #expect(hand.take().last?.header.acknowledgement == UInt32(9001 + 5_001))
  }

  @Test func nothingComesAfterTheEnd() throws {
    var hand = try HandDriven.connected()
    try hand.hear([.ack, .fin], sequence: 9001, acknowledgement: 1, data: [1, 2], at: 200)
    try hand.hear(.ack, sequence: 9001, acknowledgement: 1, data: [1, 2, 3, 4, 5], at: 201)
    try hand.hear([.ack, .fin], sequence: 9004, acknowledgement: 1, data: [4, 5], at: 202)
    #expect(hand.received == [1, 2] && hand.events == [.connected, .data, .peerFinished])
    #expect(hand.take().last?.header.acknowledgement == UInt32(9004))
  }

  /// Segments that are nearly right: nothing traps, and nothing but a reset ends it.
  @Test(arguments: 0..<200)
  func nearlyRightSegmentsNeverTrap(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    var hand = try HandDriven.connected(window: UInt16.random(in: 0...9_000, using: &random))
    hand.send(50_000, at: 200)
    for round in 0..<300 {
      var flags = SegmentHeader.Flags(rawValue: UInt8.random(in: 0...255, using: &random))
      flags.remove(.rst)
      try hand.hear(
        flags, sequence: 8_990 &+ UInt32.random(in: 0...70_000, using: &random),
        acknowledgement: UInt32.random(in: 0...60_000, using: &random) &- 10,
        window: UInt16.random(in: 0...UInt16.max, using: &random),
        size: random.next() % 4 == 0 ? 0 : nil,
        data: random.bytes(Int.random(in: 0...30, using: &random)),
        at: 200 + Double(round))
      if round % 50 == 0 { _ = try hand.sleep() }
    }
    #expect(hand.received.count <= 70_000)
  }

  /// The options are walked to their end, and no length makes the parser stand still.
  @Test func optionsAreReadToTheirEnd() throws {
    func parse(_ options: String) -> UInt16?? {
      let extra = hex(options)
      let words = UInt8(5 + extra.count / 4)
      let bytes =
        hex("0000 0000 00000001 00000002") + [words << 4, 2] + hex("ffff 0000 0000") + extra
      var reader = Reader(bytes.span)
      return (try? SegmentHeader(&reader)).map(\.maximumSegmentSize)
    }
    #expect(parse("") == .some(nil))
    #expect(parse("020404c4") == 1220)
    // Window scaling and padding before it, and rubbish behind the end.
    #expect(parse("030306 01 020404c4 00 ffffff") == 1220)
    #expect(parse("01010101") == .some(nil))
    #expect(parse("02000000") == nil)
    #expect(parse("02010000") == nil)
    #expect(parse("0303ff02") == nil)
    #expect(parse("020304c4") == nil)
    let short = hex("0000 0000 00000001 00000002 40 02 ffff 0000 0000")
    var reader = Reader(short.span)
    #expect(throws: WireError.self) { _ = try SegmentHeader(&reader) }
  }
}
