// SPDX-License-Identifier: Apache-2.0
import Constrained
import TLS
import Wire

/// What both ends of the experiment have to tell.
enum ReadingEvent: Equatable, Sendable {
  /// The device has decided to send this reading, and has begun.
  case sent(Int)
  /// The server has this reading, decrypted; each once.
  case received(Int)
  /// The device knows that the server has it.
  case acknowledged(Int)
}

/// The application of the experiment, the same above every protocol: a device sends a reading
/// of 32 bytes, and the server answers four.
///
/// A stream loses nothing. Over datagrams the device repeats a reading until the answer comes,
/// as CoAP does it (RFC 7252, 4.2): after 2 to 3 s, then twice that, four times at most.
struct ReadingMachine<Channel: SecureChannel & ~Copyable>: Wire.Machine, ~Copyable {
  typealias Event = ReadingEvent
  typealias Failure = TLSError

  static var readingLength: Int { 32 }
  static var answerLength: Int { 4 }
  /// The second reading follows when the network has been quiet for so long.
  static var pause: Duration { .seconds(30) }
  static var readings: Int { 2 }

  private var channel: Channel
  private let role: TLSRole
  private let repeats: Bool
  private var chance: Chance
  private var outbox: [[UInt8]] = []
  private var events: [ReadingEvent] = []
  private var channelDeadline: Instant?
  /// The device's next step: to begin a reading, or to repeat one.
  private var nextStep: Instant?
  private var timeout = Duration.zero
  private var attempts = 0
  /// The device's reading that is under way; the server's that it has not had yet.
  private var current = 0
  private var isConnected = false
  private var inbox: [UInt8] = []

  /// `seed` decides the first timeout; the machine begins at moment 0.
  init(_ channel: consuming Channel, _ role: TLSRole, repeats: Bool, seed: UInt64) throws(TLSError)
  {
    self.channel = channel
    self.role = role
    self.repeats = repeats
    chance = Chance(seed: seed)
    if role == .client { events.append(.sent(0)) }
    try pump(now: Instant(nanoseconds: 0))
  }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(TLSError) {
    do throws(TLSError) { try channel.handle(bytes, now: now) } catch {
      try pump(now: now)
      throw error
    }
    try pump(now: now)
  }

  mutating func handleTimeout(now: Instant) throws(TLSError) {
    if let deadline = channelDeadline, deadline <= now {
      do throws(TLSError) { try channel.handleTimeout(now: now) } catch {
        try pump(now: now)
        throw error
      }
    }
    if let step = nextStep, step <= now { try takeStep(now: now) }
    try pump(now: now)
  }

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<ReadingEvent> {
    if !events.isEmpty { return .event(events.removeFirst()) }
    if let first = outbox.first {
      guard out.freeCapacity >= first.count else { return .bufferTooSmall(needed: first.count) }
      outbox.removeFirst()
      for byte in first { out.append(byte) }
      return .transmit
    }
    return .wait(until: [channelDeadline, nextStep].compactMap { $0 }.min())
  }

  /// Takes from the channel all that it has to say, and acts on it.
  private mutating func pump(now: Instant) throws(TLSError) {
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      let bytes = [UInt8](capacity: 17_000) { out in output = channel.poll(into: &out) }
      switch output {
      case .transmit: outbox.append(bytes)
      case .event(.connected):
        isConnected = true
        if role == .client { try begin(now: now) }
      case .event(.applicationData): try receive(bytes, now: now)
      case .event(.closed), .event(.session), .event(.earlyData): break
      case .bufferTooSmall: return
      case .wait(let until):
        channelDeadline = until
        return
      }
    }
  }

  private mutating func receive(_ bytes: [UInt8], now: Instant) throws(TLSError) {
    let length = role == .server ? Self.readingLength : Self.answerLength
    inbox += bytes
    while inbox.count >= length {
      let number = Int(inbox[0])
      inbox.removeFirst(length)
      if role == .server { try answer(number) } else { hear(number, now: now) }
    }
  }

  private mutating func answer(_ number: Int) throws(TLSError) {
    if number == current {
      events.append(.received(number))
      current += 1
    }
    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: Self.answerLength)
    try channel.send(bytes.span)
  }

  private mutating func hear(_ number: Int, now: Instant) {
    guard number == current else { return }
    events.append(.acknowledged(number))
    current += 1
    attempts = 0
    nextStep = current < Self.readings ? now + Self.pause : nil
  }

  private mutating func takeStep(now: Instant) throws(TLSError) {
    nextStep = nil
    if attempts == 0 {
      events.append(.sent(current))
      try begin(now: now)
    } else if attempts <= 4 {
      timeout = timeout * 2
      try sendReading(now: now)
    }
  }

  private mutating func begin(now: Instant) throws(TLSError) {
    let (shortest, spread) = (Duration.seconds(2), Duration.seconds(1))
    timeout = shortest + Duration(nanoseconds: chance.upTo(spread.nanoseconds))
    try sendReading(now: now)
  }

  private mutating func sendReading(now: Instant) throws(TLSError) {
    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: current), count: Self.readingLength)
    try channel.send(bytes.span)
    attempts += 1
    nextStep = repeats ? now + timeout : nil
  }
}
