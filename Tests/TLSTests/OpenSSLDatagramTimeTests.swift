// SPDX-License-Identifier: Apache-2.0
import Constrained
import TLS
import TestSupport
import Testing
import Wire

/// libssl waits by our clock, in virtual time: minutes of it pass here in milliseconds.
@Suite struct OpenSSLDatagramTimeTests {
  func sent(_ meeting: Meeting, _ direction: Direction) -> [Double] {
    meeting.packets.filter { $0.direction == direction }
      .map { Double($0.sent.nanoseconds) / 1_000_000_000 }
  }

  //= rfc6347#4.2.4.1
  //= type=test
  //# Implementations SHOULD use an initial timer value of 1 second (the
  //# minimum defined in RFC 6298 [RFC6298]) and double the value at each
  //# retransmission, up to no less than the RFC 6298 maximum of 60
  //# seconds.
  @Test func aFlightIsSentAgainAfterOneSecondThenTwoThenFour() throws {
    let meeting = try Meeting(
      Datagrams.shared(), Datagrams.shared(), over: Datagrams.quick.losing(percent: 100))
    meeting.settle()
    #expect(
      sent(meeting, .up) == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363, 423])
    #expect(meeting.client.error?.cause == .noAnswer)
    #expect(meeting.client.error?.peer == .server)
    #expect(meeting.client.failed == Instant(nanoseconds: 483_000_000_000))
  }

  @Test(arguments: [(15, 0.015), (250, 0.25), (9_000, 9.0), (20_000, 20.0)])
  func theFirstTimeoutIsTheConfigurations(milliseconds: Int, seconds: Double) throws {
    let ours = Datagrams.shared { $0.initialTimeout = .milliseconds(milliseconds) }
    let meeting = try Meeting(
      ours, Datagrams.shared(), over: Datagrams.quick.losing(percent: 100))
    meeting.settle(for: .milliseconds(milliseconds * 3))
    let times = sent(meeting, .up)
    #expect(times[1] == seconds)
    #expect(times.count < 3 || times[2] == 3 * seconds)
  }

  /// The clock need not begin at zero, and the calendar's does not matter.
  @Test func aServerRepeatsItsFlightToo() throws {
    let meeting = try Meeting(Datagrams.shared(), Datagrams.shared())
    // Both hellos arrive; then the client falls silent.
    for number in 2..<40 { meeting.pair.lose(.up, number) }
    for number in 1..<2 { meeting.pair.lose(.down, number) }
    meeting.settle(for: .seconds(8))
    let flights = meeting.packets.filter { $0.direction == .down && $0.payload[13] == 2 }
    let first = flights[0].sent
    #expect(
      flights.map { $0.sent - first }
        == [.zero, .seconds(1), .seconds(3), .seconds(7)])
  }

  /// The client's last flight has been answered, and the answer lost: it asks again.
  @Test func aRepeatedFinishedIsAnswered() throws {
    let meeting = try Meeting(Datagrams.shared(), Datagrams.shared())
    // HelloVerifyRequest, the flight from ServerHello to Done, and then the server's Finished.
    meeting.pair.lose(.down, 2)
    #expect(meeting.connect() == .stopped)
    #expect(meeting.now > Instant(nanoseconds: 1_000_000_000))
    #expect(meeting.now < Instant(nanoseconds: 1_200_000_000))
    #expect(meeting.client.connected != nil)
  }

  @Test func whoIsConnectedWaitsForNothing() throws {
    let meeting = try Meeting(Datagrams.shared(), Datagrams.shared())
    #expect(meeting.pair.drive(until: Instant(nanoseconds: 1_000_000_000_000)) == .idle)
    #expect(meeting.client.connected != nil && meeting.server.connected != nil)
    #expect(meeting.now < Instant(nanoseconds: 200_000_000))
  }

  /// Called too early, or for no reason, it does nothing.
  @Test func aTimeoutThatHasNotComeIsNone() throws {
    let meeting = try Meeting(
      Datagrams.shared(), Datagrams.shared(), over: Datagrams.quick.losing(percent: 100))
    meeting.settle(for: .milliseconds(1))
    try meeting.client { try $0.handleTimeout(now: Instant(nanoseconds: 900_000_000)) }
    meeting.settle(for: .milliseconds(998))
    #expect(sent(meeting, .up) == [0])
  }

  /// Two keys of one name: nothing that the one says can be read by the other.
  @Test func aWrongKeyIsSilence() throws {
    let meeting = try Meeting(
      Datagrams.shared([Datagrams.key(seed: 1)]), Datagrams.shared([Datagrams.key(seed: 2)]))
    meeting.settle()
    #expect(meeting.client.connected == nil && meeting.server.connected == nil)
    #expect(meeting.client.error?.cause == .noAnswer)
    #expect(meeting.server.error?.cause == .noAnswer)
  }
}
