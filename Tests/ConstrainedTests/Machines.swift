// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Wire

/// A stream machine that says some bytes and collects what it hears.
struct Talker: Machine {
  enum Event: Equatable, Sendable { case heard }
  enum Failure: Error, Equatable { case offended }

  var outbox: [UInt8]
  var heard: [UInt8] = []
  /// A byte that it will not hear; it says `last` then, and fails.
  var offence: UInt8?
  var last: [UInt8] = []

  init(_ bytes: [UInt8] = []) { outbox = bytes }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    for i in bytes.indices {
      if bytes[i] == offence {
        outbox = last
        throw .offended
      }
      heard.append(bytes[i])
    }
  }

  mutating func handleTimeout(now: Instant) {}

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    guard !outbox.isEmpty else { return .wait(until: nil) }
    guard out.freeCapacity > 0 else { return .bufferTooSmall(needed: 1) }
    let count = min(outbox.count, out.freeCapacity)
    for byte in outbox[..<count] { out.append(byte) }
    outbox.removeFirst(count)
    return .transmit
  }
}

/// A datagram machine that sends one datagram each millisecond, and counts what comes.
struct Ticker: Machine {
  typealias Event = Never
  typealias Failure = Never

  var left: Int
  var size: Int
  var heard = 0
  var arrivals: [Instant] = []
  var next: Instant?

  init(_ count: Int, size: Int = 10) {
    left = count
    self.size = size
    next = count > 0 ? Instant(nanoseconds: 0) : nil
  }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) {
    heard += 1
    arrivals.append(now)
  }

  private var isDue = false

  mutating func handleTimeout(now: Instant) {
    left -= 1
    isDue = true
    next = left > 0 ? now + .milliseconds(1) : nil
  }

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Never> {
    guard isDue else { return .wait(until: next) }
    guard out.freeCapacity >= size else { return .bufferTooSmall(needed: size) }
    for i in 0..<size { out.append(UInt8(truncatingIfNeeded: left + i)) }
    isDue = false
    return .transmit
  }
}

func milliseconds(_ count: Double) -> Instant {
  Instant(nanoseconds: UInt64(count * 1_000_000))
}

func some(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var random = SeededRandom(seed: seed)
  return random.bytes(count)
}
