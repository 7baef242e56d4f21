// SPDX-License-Identifier: Apache-2.0
import Constrained
import TestSupport
import Testing
import Wire

struct ConformanceTests {
  @Test func handshakeToTheByte() throws {
    var options = TCPOptions()
    options.initialSequence = 0x1000
    var hand = HandDriven(options: options)
    hand.tcp.connect(now: milliseconds(0))
    let syn = [UInt8](capacity: 2000) { out in _ = hand.tcp.poll(into: &out) }
    #expect(
      syn == hex("00000000 00001000 00000000 60 02 ffff 00000000 0204 04c4"))
    try hand.hear([.syn, .ack], sequence: 9000, acknowledgement: 0x1001, size: 1220, at: 100)
    let sent = hand.take()
    #expect(sent.count == 1 && sent[0].header.flags == .ack && sent[0].data.isEmpty)
    #expect(sent[0].header.sequence == 0x1001 && sent[0].header.acknowledgement == 9001)
    #expect(hand.events == [.connected])
  }

  /// The client's first data carries the last acknowledgement of the handshake.
  @Test func dataThatWaitedLeavesWithTheHandshakesEnd() throws {
    var hand = HandDriven()
    hand.tcp.connect(now: milliseconds(0))
    hand.send(10, at: 0)
    #expect(hand.take().count == 1)
    try hand.hear([.syn, .ack], sequence: 9000, acknowledgement: 1, size: 1220, at: 100)
    let sent = hand.take()
    #expect(sent.count == 1 && sent[0].data.count == 10)
  }

  /// RFC 6298: 1 s, doubled, at most 60 s; and an end after three minutes.
  @Test func synIsRepeatedAtTheRightMoments() throws {
    var hand = HandDriven()
    hand.tcp.connect(now: milliseconds(0))
    hand.poll()
    for moment in [1_000.0, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000] {
      #expect(try hand.sleep() == moment)
    }
    let sent = hand.take()
    #expect(sent.count == 8 && sent.allSatisfy { $0.header.flags == .syn })
    #expect(throws: TCP.Failure.timedOut) { try hand.sleep() }
  }

  /// RFC 6298, 5.7, and RFC 6928, 2: caution after a handshake that lost its SYN.
  @Test(arguments: [(1, 10), (2, 1)])
  func lostSynsMakeCautious(lost: Int, segments: Int) throws {
    var hand = HandDriven()
    hand.tcp.connect(now: milliseconds(0))
    hand.poll()
    for _ in 0..<lost { _ = try hand.sleep() }
    _ = hand.take()
    try hand.hear([.syn, .ack], sequence: 9000, acknowledgement: 1, size: 1220, at: 8_000)
    hand.send(20 * 1220, at: 8_000)
    #expect(hand.take().filter { !$0.data.isEmpty }.count == segments)
    #expect(hand.deadline == milliseconds(11_000))
  }

  @Test func aClosedEndRefuses() throws {
    var hand = HandDriven()
    try hand.hear(.syn, sequence: 9000, at: 0)
    let sent = hand.take()
    #expect(sent.map(\.header.flags) == [[.rst, .ack]])
    #expect(sent[0].header.acknowledgement == 9001)
    var client = HandDriven()
    client.tcp.connect(now: milliseconds(0))
    client.poll()
    #expect(throws: TCP.Failure.reset) {
      try client.hear([.rst, .ack], sequence: 0, acknowledgement: 1, at: 50)
    }
    client.poll()
    #expect(client.deadline == nil)
  }

  /// RFC 5961: a reset that guesses the place is not believed.
  @Test func aResetBesideThePlaceIsDropped() throws {
    var hand = try HandDriven.connected()
    try hand.hear(.rst, sequence: 9002, at: 200)
    #expect(hand.tcp.isConnected && hand.tcp.dropped == 1)
    #expect(throws: TCP.Failure.reset) { try hand.hear(.rst, sequence: 9001, at: 200) }
  }

  /// By hand from RFC 6298, 2: R = 100 ms, then R' = 200, 100, 3000.
  //= rfc6298#2.4
  //= type=test
  //# Whenever RTO is computed, if it is less than 1 second, then the
  //# RTO SHOULD be rounded up to 1 second.
  @Test func timeoutIsComputedAsInTheStandard() {
    var timeout = RetransmissionTimeout(minimum: .zero)
    #expect(timeout.current == .seconds(1))
    // SRTT 100, RTTVAR 50: 100 + 200.
    timeout.measured(.milliseconds(100))
    #expect(timeout.current == .milliseconds(300))
    // RTTVAR 37.5 + 25 = 62.5, SRTT 87.5 + 25 = 112.5: 112.5 + 250.
    timeout.measured(.milliseconds(200))
    #expect(timeout.current == .microseconds(362_500))
    // RTTVAR 46.875 + 3.125 = 50, SRTT 98.4375 + 12.5 = 110.9375: 110.9375 + 200.
    timeout.measured(.milliseconds(100))
    #expect(timeout.current == Duration(nanoseconds: 310_937_500))
    timeout.backOff()
    #expect(timeout.current == Duration(nanoseconds: 621_875_000))
    var slow = RetransmissionTimeout()
    slow.measured(.milliseconds(100))
    #expect(slow.current == .seconds(1))
    slow.measured(.seconds(3))
    // RTTVAR 37.5 + 725 = 762.5, SRTT 87.5 + 375 = 462.5: 3512.5.
    #expect(slow.current == .microseconds(3_512_500))
    for _ in 0..<10 { slow.backOff() }
    #expect(slow.current == .seconds(60))
  }

  /// A steady path: the variation dies away, and the granularity remains.
  @Test func granularityIsTheLeastThatIsAdded() {
    var timeout = RetransmissionTimeout(minimum: .zero)
    for _ in 0..<200 { timeout.measured(.milliseconds(80)) }
    #expect(timeout.current == .milliseconds(81))
  }

  /// Karn: an acknowledgement of what was sent twice says nothing of the round trip.
  //= rfc6298#3
  //# TCP MUST use Karn's algorithm [KP87] for taking RTT samples.
  @Test func whatWasSentTwiceIsNotMeasured() throws {
    var hand = try HandDriven.connected()
    let before = hand.tcp.timeout
    hand.send(100, at: 200)
    #expect(try hand.sleep() == 1_200)
    try hand.hear(.ack, sequence: 9001, acknowledgement: 101, at: 1_201)
    #expect(hand.tcp.timeout.smoothed == before.smoothed)
    #expect(hand.tcp.timeout.current == .seconds(2))
    hand.send(100, at: 2_000)
    try hand.hear(.ack, sequence: 9001, acknowledgement: 201, at: 2_100)
    #expect(hand.tcp.timeout.current == .seconds(1))
  }

  /// RFC 6928: ten segments, but of large ones no more than 14,600 bytes, and at least two.
  @Test(arguments: [(536, 10), (1220, 10), (1460, 10), (2_000, 7), (9_000, 2)])
  func initialWindowIsInFlight(size: Int, segments: Int) throws {
    var hand = HandDriven(options: TCPOptions(maximumSegmentSize: size))
    hand.tcp.connect(now: milliseconds(0))
    hand.poll()
    try hand.hear(
      [.syn, .ack], sequence: 9000, acknowledgement: 1, size: UInt16(size), at: 100)
    _ = hand.take()
    hand.send(60_000, at: 200)
    #expect(hand.take().filter { $0.data.count == size }.count == segments)
  }

  @Test func thePeersWindowLimitsAndNoSmallSegmentFillsIt() throws {
    var hand = try HandDriven.connected(window: 13_000)
    hand.send(60_000, at: 200)
    #expect(hand.take().count == 10)
    // Eleven segments would be allowed now, of which ten fit into the window.
    try hand.hear(.ack, sequence: 9001, acknowledgement: 12_201, window: 13_000, at: 300)
    #expect(hand.take().map(\.data.count) == Array(repeating: 1220, count: 10))
  }

  //= rfc5681#4.2
  //= type=test
  //# Specifically, an ACK SHOULD be generated for at least every
  //# second full-sized segment, and MUST be generated within 500 ms of the
  //# arrival of the first unacknowledged packet.
  @Test func acknowledgementsWaitForASecondSegmentOrTheTimer() throws {
    var options = TCPOptions()
    options.acknowledgementDelay = .seconds(2)
    var hand = try HandDriven.connected(options: options)
    try hand.hear(.ack, sequence: 9001, acknowledgement: 1, data: some(1220), at: 200)
    #expect(hand.take().isEmpty)
    #expect(try hand.sleep() == 700)
    #expect(hand.take().map(\.header.acknowledgement) == [10_221])
    try hand.hear(.ack, sequence: 10_221, acknowledgement: 1, data: some(1220), at: 800)
    #expect(hand.take().isEmpty)
    try hand.hear(.ack, sequence: 11_441, acknowledgement: 1, data: some(1220), at: 801)
    #expect(hand.take().map(\.header.acknowledgement) == [12_661])
    #expect(hand.deadline == nil)
  }

  @Test func dataTakesTheAcknowledgementAlong() throws {
    var hand = try HandDriven.connected()
    try hand.hear(.ack, sequence: 9001, acknowledgement: 1, data: some(10), at: 200)
    hand.send(10, at: 210)
    #expect(hand.take().map(\.header.acknowledgement) == [9011])
    try hand.hear(.ack, sequence: 9011, acknowledgement: 11, at: 300)
    #expect(hand.deadline == nil && hand.take().isEmpty)
  }

  //= rfc5681#4.2
  //= type=test
  //# Out-of-order data segments SHOULD be acknowledged immediately, in order to
  //# accelerate loss recovery.
  @Test func gapsAreReportedAtOnce() throws {
    var hand = try HandDriven.connected()
    try hand.hear(.ack, sequence: 9101, acknowledgement: 1, data: some(100), at: 200)
    #expect(hand.take().map(\.header.acknowledgement) == [9001])
    try hand.hear(.ack, sequence: 9001, acknowledgement: 1, data: some(100), at: 201)
    #expect(hand.take().map(\.header.acknowledgement) == [9201])
    #expect(hand.received == some(100) + some(100))
    // And what was here before.
    try hand.hear(.ack, sequence: 9001, acknowledgement: 1, data: some(100), at: 202)
    #expect(hand.take().map(\.header.acknowledgement) == [9201])
    #expect(hand.received.count == 200)
  }

  @Test func sequenceNumbersMayWrap() throws {
    var options = TCPOptions()
    options.initialSequence = .max - 5
    var hand = try HandDriven.connected(options: options)
    hand.send(100, at: 200)
    #expect(hand.take().map(\.header.sequence) == [.max - 4])
    try hand.hear(.ack, sequence: 9001, acknowledgement: 95, at: 300)
    #expect(hand.deadline == nil)
  }

  /// It is answered with where we are, and changes nothing.
  @Test func whatLiesBeyondTheWindowIsRefused() throws {
    var hand = try HandDriven.connected()
    try hand.hear(.ack, sequence: 9001 + 70_000, acknowledgement: 1, data: [1], at: 200)
    try hand.hear(.ack, sequence: 9001, acknowledgement: 5, data: [1], at: 201)
    #expect(hand.take().map(\.header.acknowledgement) == [9001, 9001])
    #expect(hand.received.isEmpty && hand.tcp.dropped == 2)
    // The last byte that fits into the window, and the one behind it.
    try hand.hear(.ack, sequence: 9001 + 65_534, acknowledgement: 1, data: [1, 2], at: 202)
    try hand.hear(.ack, sequence: 9001, acknowledgement: 1, data: some(65_534), at: 203)
    #expect(hand.received == some(65_534) + [1])
  }

  @Test func rubbishIsDroppedAndCounted() throws {
    var hand = try HandDriven.connected()
    var random = SeededRandom(seed: 5)
    for count in 0..<60 {
      var bytes = random.bytes(count)
      // Never a reset at the right place: nothing else may end the connection.
      if count > 13 { bytes[13] &= ~4 }
      try hand.tcp.handle(bytes.span, now: milliseconds(300))
      hand.poll()
    }
    #expect(hand.tcp.isConnected && hand.tcp.dropped > 20)
  }
}
