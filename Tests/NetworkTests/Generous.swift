// SPDX-License-Identifier: Apache-2.0
import Wire

/// A machine that answers each byte with many, in pieces smaller than a record.
struct Generous: Machine {
  enum Event: Sendable { case heard }
  enum Failure: Error {}

  let times: Int
  private var outbox: [UInt8] = []
  private var sent = 0
  private var events: [[UInt8]] = []

  init(times: Int) { self.times = times }

  mutating func say(_ bytes: [UInt8]) { outbox += bytes }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    let heard = bytes.withUnsafeBufferPointer { Array($0) }
    events.append(heard)
    for byte in heard { outbox += repeatElement(byte, count: times) }
  }

  mutating func handleTimeout(now: Instant) throws(Failure) {}

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    if let bytes = events.first {
      guard out.freeCapacity >= bytes.count else { return .bufferTooSmall(needed: bytes.count) }
      for byte in bytes { out.append(byte) }
      events.removeFirst()
      return .event(.heard)
    }
    guard sent < outbox.count else { return .wait(until: nil) }
    for byte in outbox[sent..<min(sent + 1000, outbox.count)] { out.append(byte) }
    sent = min(sent + 1000, outbox.count)
    if sent == outbox.count { (outbox, sent) = ([], 0) }
    return .transmit
  }
}
