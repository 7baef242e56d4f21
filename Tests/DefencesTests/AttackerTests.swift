// SPDX-License-Identifier: Apache-2.0
import DTLS
import Defences
import TestSupport
import Testing
import Wire

@Suite("What attackers send")
struct AttackerTests {
  private struct Polled: Equatable {
    var output: Output<SlowSender.Event>
    var bytes: [UInt8] = []
  }

  private func poll(_ sender: inout SlowSender, capacity: Int = 64) -> Polled {
    var output = Output<SlowSender.Event>.wait(until: nil)
    let bytes = [UInt8](capacity: capacity) { out in output = sender.poll(into: &out) }
    return Polled(output: output, bytes: bytes)
  }

  @Test("a slow sender begins at once, goes on byte by byte, and ends when it was told to")
  func slowSender() {
    let start = Instant(nanoseconds: 7)
    var sender = SlowSender([1, 2, 3], every: .seconds(2), for: .seconds(5), now: start)
    #expect(poll(&sender) == Polled(output: .transmit, bytes: [1, 2, 3]))
    #expect(poll(&sender) == Polled(output: .wait(until: start + .seconds(2)), bytes: []))
    sender.handleTimeout(now: start + .seconds(2))
    #expect(poll(&sender) == Polled(output: .transmit, bytes: [0x61]))
    sender.handle([9, 9].span, now: start + .seconds(4))
    #expect(poll(&sender) == Polled(output: .transmit, bytes: [0x61]))
    #expect(poll(&sender) == Polled(output: .wait(until: start + .seconds(5)), bytes: []))
    sender.handleTimeout(now: start + .seconds(5))
    #expect(poll(&sender) == Polled(output: .event(.finished), bytes: []))
    #expect(poll(&sender) == Polled(output: .wait(until: nil), bytes: []))
  }

  @Test("a buffer that is too small loses nothing")
  func smallBuffer() {
    var sender = SlowSender(
      SlowSender.connect, every: .seconds(1), for: .seconds(9), now: Instant(nanoseconds: 0))
    let needed = SlowSender.connect.count
    #expect(poll(&sender, capacity: 3) == Polled(output: .bufferTooSmall(needed: needed)))
    #expect(poll(&sender) == Polled(output: .transmit, bytes: SlowSender.connect))
  }

  /// Written by hand from RFC 791, RFC 768 and RFC 1071.
  @Test("a forged datagram, byte by byte")
  func forgedDatagram() throws {
    let datagram = ForgedDatagram(
      from: PeerAddress(v4: 0x7F00_0002, port: 40_000),
      to: PeerAddress(v4: 0x7F00_0001, port: 5_683), [0xAB, 0xCD, 0xEF])
    let bytes = try [UInt8](capacity: 31) { out throws(WireError) in try datagram.write(into: &out)
    }
    #expect(
      bytes
        == hex(
          "4500 001f 0000 4000 4011 3ccb 7f000002 7f000001"
            + "9c40 1633 000b 0000 abcdef"))
    #expect(throws: WireError.self) {
      _ = try [UInt8](capacity: 30) { out throws(WireError) in try datagram.write(into: &out) }
    }
  }

  @Test("what is harm, what is held, and what is neither")
  func findings() {
    var finding = Finding()
    #expect(finding.isHeld && !finding.isHarm)
    (finding.tried, finding.succeeded) = (100, 99)
    #expect(finding.isHeld)
    finding.succeeded = 98
    #expect(!finding.isHeld && !finding.isHarm)
    finding.succeeded = 49
    #expect(finding.isHarm)
    finding.succeeded = 100
    finding.secretsRead = 1
    #expect(finding.isHarm && !finding.isHeld)
    finding.secretsRead = 0
    (finding.bytesSpent, finding.bytesAimed) = (10, 30)
    #expect(finding.isHeld)
    finding.bytesAimed = 31
    #expect(!finding.isHeld && !finding.isHarm)
    finding.bytesAimed = 101
    #expect(finding.isHarm)
  }
}
