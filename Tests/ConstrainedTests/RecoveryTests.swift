// SPDX-License-Identifier: Apache-2.0
import Constrained
import Testing
import Wire

/// What happens after a loss, segment by segment. Each segment has 1220 bytes.
struct RecoveryTests {
  let size: UInt32 = 1220

  /// The first byte of segment number `n`, from 0.
  func byte(_ n: UInt32) -> UInt32 { 1 + n * size }

  func numbers(_ sent: [HandDriven.Segment]) -> [UInt32] {
    sent.filter { !$0.data.isEmpty }.map { ($0.header.sequence - 1) / size }
  }

  @Test func threeDuplicatesRepeatTheFirstSegment() throws {
    var hand = try HandDriven.connected()
    hand.send(40 * 1220, at: 200)
    #expect(numbers(hand.take()) == Array(0..<10))
    // Segment 0 is lost. The first two duplicates each let a new one go (RFC 3042).
    for expected in [[10], [11], [0]] as [[UInt32]] {
      try hand.hear(.ack, sequence: 9001, acknowledgement: 1, at: 300)
      #expect(numbers(hand.take()) == expected)
    }
    // Half of ten is the threshold, and three have left the network: eight may be out.
    // Twelve are, so four more duplicates go by, and each one after lets one segment go.
    for expected in [[], [], [], [], [12], [13]] as [[UInt32]] {
      try hand.hear(.ack, sequence: 9001, acknowledgement: 1, at: 310)
      #expect(numbers(hand.take()) == expected)
    }
    // All that was out at the loss is there, and two new ones are under way: five may be.
    try hand.hear(.ack, sequence: 9001, acknowledgement: byte(12), at: 400)
    #expect(numbers(hand.take()) == [14])
    #expect(hand.tcp.retransmissions == 1)
  }

  /// RFC 6582: an acknowledgement of a part shows the next hole, and it is filled at once.
  @Test func twoLossesInOneWindowTakeNoTimeout() throws {
    var hand = try HandDriven.connected()
    hand.send(10 * 1220, at: 200)
    _ = hand.take()
    for _ in 0..<3 { try hand.hear(.ack, sequence: 9001, acknowledgement: 1, at: 300) }
    #expect(numbers(hand.take()) == [0])
    try hand.hear(.ack, sequence: 9001, acknowledgement: byte(4), at: 400)
    #expect(numbers(hand.take()) == [4])
    try hand.hear(.ack, sequence: 9001, acknowledgement: byte(10), at: 500)
    #expect(hand.take().isEmpty && hand.deadline == nil)
  }

  //= rfc6298#5.5
  //= type=test
  //# The host MUST set RTO <- RTO * 2 ("back off the timer").
  @Test func aTimeoutBeginsAgainWithOneSegment() throws {
    var hand = try HandDriven.connected()
    hand.send(10 * 1220, at: 200)
    _ = hand.take()
    #expect(try hand.sleep() == 1_200)
    #expect(numbers(hand.take()) == [0])
    #expect(try hand.sleep() == 3_200)
    #expect(numbers(hand.take()) == [0])
    try hand.hear(.ack, sequence: 9001, acknowledgement: byte(1), at: 3_300)
    #expect(numbers(hand.take()) == [1, 2])
    // Only segment 0 was lost, and the peer had the others already.
    try hand.hear(.ack, sequence: 9001, acknowledgement: byte(10), at: 3_400)
    #expect(hand.take().isEmpty && hand.deadline == nil)
  }

  /// Half of the ten that were under way, however often the timer ran out: five.
  @Test func slowStartEndsAtHalfOfWhatWasUnderWay() throws {
    var hand = try HandDriven.connected()
    hand.send(60 * 1220, at: 200)
    for _ in 0..<3 { _ = try hand.sleep() }
    _ = hand.take()
    var allowed: [Int] = []
    var moment = 8_000.0
    for n in 1...12 as ClosedRange<UInt32> {
      try hand.hear(.ack, sequence: 9001, acknowledgement: byte(n), at: moment)
      allowed.append(hand.take().count)
      moment += 1
    }
    // Each acknowledgement lets two go until five are under way, then one for each,
    // and one more after every five, six, …
    #expect(allowed == [2, 2, 2, 2, 1, 1, 1, 1, 2, 1, 1, 1])
  }

  @Test func otherAcknowledgementsAreNoDuplicates() throws {
    var hand = try HandDriven.connected()
    hand.send(10 * 1220, at: 200)
    _ = hand.take()
    // With data, or with another window, it is not the same acknowledgement again.
    for n in 0..<3 as Range<UInt32> {
      try hand.hear(
        .ack, sequence: 9001 + n, acknowledgement: 1, data: [1], at: 300 + Double(n))
      try hand.hear(
        .ack, sequence: 9004, acknowledgement: 1, window: UInt16(60_000 + n), at: 310)
    }
    #expect(numbers(hand.take()).isEmpty)
  }

  @Test func aClosedWindowIsProbedUntilItOpens() throws {
    var hand = try HandDriven.connected(window: 0)
    hand.send(500, at: 200)
    #expect(hand.take().isEmpty)
    #expect(try hand.sleep() == 1_200)
    #expect(hand.take().map(\.data.count) == [1])
    try hand.hear(.ack, sequence: 9001, acknowledgement: 1, window: 0, at: 1_300)
    #expect(try hand.sleep() == 3_200)
    #expect(hand.take().map(\.data.count) == [1])
    try hand.hear(.ack, sequence: 9001, acknowledgement: 1, window: 1_000, at: 3_300)
    let sent = hand.take()
    #expect(sent.map(\.data.count) == [500] && sent[0].header.sequence == 1)
    try hand.hear(.ack, sequence: 9001, acknowledgement: 501, window: 1_000, at: 3_400)
    #expect(hand.deadline == nil)
  }

  /// As long as probes are answered, the peer is alive.
  @Test func aClosedWindowMayStayClosedForAnHour() throws {
    var hand = try HandDriven.connected(window: 0)
    hand.send(500, at: 200)
    var moment = 0.0
    while moment < 3_600_000 {
      moment = try #require(try hand.sleep())
      try hand.hear(.ack, sequence: 9001, acknowledgement: 1, window: 0, at: moment + 10)
    }
    #expect(hand.tcp.isConnected)
  }

  /// Who closes first waits; who closes last does not.
  @Test func theLastWordIsWaitedFor() throws {
    var first = try HandDriven.connected()
    first.tcp.close(now: milliseconds(200))
    first.poll()
    #expect(first.take().map(\.header.flags) == [[.fin, .ack]])
    try first.hear(.ack, sequence: 9001, acknowledgement: 2, at: 300)
    try first.hear([.fin, .ack], sequence: 9001, acknowledgement: 2, at: 400)
    #expect(first.take().map(\.header.acknowledgement) == [9002])
    #expect(first.events == [.connected, .peerFinished, .closed])
    #expect(first.deadline == milliseconds(60_400))
    // Our acknowledgement was lost, and the peer says it again.
    try first.hear([.fin, .ack], sequence: 9001, acknowledgement: 2, at: 1_400)
    #expect(first.take().map(\.header.acknowledgement) == [9002])

    var last = try HandDriven.connected()
    try last.hear([.fin, .ack], sequence: 9001, acknowledgement: 1, at: 200)
    #expect(last.take().map(\.header.acknowledgement) == [9002])
    last.tcp.close(now: milliseconds(300))
    last.poll()
    try last.hear(.ack, sequence: 9002, acknowledgement: 2, at: 400)
    #expect(last.events == [.connected, .peerFinished, .closed] && last.deadline == nil)
  }

  @Test func bothMayCloseAtOnce() throws {
    var hand = try HandDriven.connected()
    hand.tcp.close(now: milliseconds(200))
    hand.poll()
    try hand.hear([.fin, .ack], sequence: 9001, acknowledgement: 1, at: 210)
    #expect(hand.events == [.connected, .peerFinished])
    try hand.hear(.ack, sequence: 9002, acknowledgement: 2, at: 310)
    #expect(hand.events == [.connected, .peerFinished, .closed])
    #expect(hand.deadline == milliseconds(60_310))
  }
}
