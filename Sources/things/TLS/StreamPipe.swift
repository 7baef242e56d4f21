// SPDX-License-Identifier: Apache-2.0
import Wire

/// A machine that passes a stream on, both ways.
struct StreamPipe: Machine {
  enum Event: Sendable { case bytes }
  enum Failure: Error {}

  private var outgoing = Queue()
  private var incoming = Queue()

  mutating func send(_ bytes: [UInt8]) { outgoing.bytes += bytes }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    bytes.withUnsafeBufferPointer { incoming.bytes += $0 }
  }

  mutating func handleTimeout(now: Instant) throws(Failure) {}

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    if !outgoing.isEmpty {
      return outgoing.fill(&out) ?? .transmit
    }
    if !incoming.isEmpty {
      return incoming.fill(&out) ?? .event(.bytes)
    }
    return .wait(until: nil)
  }

  /// Bytes that leave in pieces of a record's size.
  private struct Queue {
    var bytes: [UInt8] = []
    var taken = 0

    var isEmpty: Bool { taken == bytes.count }

    mutating func fill(_ out: inout OutputSpan<UInt8>) -> Output<Event>? {
      let count = min(bytes.count - taken, 16_384)
      guard out.freeCapacity >= count else { return .bufferTooSmall(needed: count) }
      for byte in bytes[taken..<taken + count] { out.append(byte) }
      taken += count
      if isEmpty { self = Queue() }
      return nil
    }
  }
}
