// SPDX-License-Identifier: Apache-2.0
import Wire

/// A small machine with every habit of a large one: it speaks first, asks again when no answer
/// comes, answers what it hears, and refuses one byte.
struct Beacon: Machine {
  enum Event: Sendable, Equatable { case heard, gaveUp }
  enum Failure: Error, Equatable { case badByte }

  var greeting: [UInt8]
  var answers = false
  var retryAfter: UInt64 = 20_000_000
  var tries = 3

  private var outbox: [[UInt8]] = []
  private var events: [(Event, [UInt8])] = []
  private var deadline: Instant?

  init(greeting: [UInt8] = [], answers: Bool = false) {
    self.greeting = greeting
    self.answers = answers
    if !greeting.isEmpty { outbox = [greeting] }
  }

  mutating func say(_ bytes: [UInt8], now: Instant) {
    outbox.append(bytes)
    deadline = Instant(nanoseconds: now.nanoseconds + retryAfter)
  }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    deadline = nil
    let heard = bytes.withUnsafeBufferPointer { Array($0) }
    guard !heard.contains(0xFF) else {
      outbox.append(Array("bye".utf8))
      throw .badByte
    }
    events.append((.heard, heard))
    if answers { outbox.append(heard) }
  }

  mutating func handleTimeout(now: Instant) throws(Failure) {
    tries -= 1
    if tries > 0 {
      say(greeting, now: now)
    } else {
      deadline = nil
      events.append((.gaveUp, []))
    }
  }

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    if let (event, bytes) = events.first {
      guard out.freeCapacity >= bytes.count else { return .bufferTooSmall(needed: bytes.count) }
      for byte in bytes { out.append(byte) }
      events.removeFirst()
      return .event(event)
    }
    if let bytes = outbox.first {
      guard out.freeCapacity >= bytes.count else { return .bufferTooSmall(needed: bytes.count) }
      for byte in bytes { out.append(byte) }
      outbox.removeFirst()
      return .transmit
    }
    return .wait(until: deadline)
  }
}
