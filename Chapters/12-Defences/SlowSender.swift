import Wire

/// The attacker of chapter one that says one byte at a time: it begins a message that
/// announces much, and never comes to its end.
public struct SlowSender: Machine {
  public enum Event: Equatable, Sendable {
    /// It has been at it for as long as it was told to.
    case finished
  }

  public typealias Failure = Never

  private let beginning: [UInt8]
  private let interval: Duration
  private let end: Instant
  private var next: Instant
  private var now: Instant
  private var sent = 0
  private var isOver = false

  /// `beginning` is sent at once; then a byte at each interval, until the duration is
  /// over.
  public init(
    _ beginning: [UInt8], every interval: Duration, for duration: Duration, now: Instant
  ) {
    self.beginning = beginning
    self.interval = interval
    self.now = now
    next = now
    end = now + duration
  }

  /// What the other side says is of no interest.
  public mutating func handle(_ bytes: Span<UInt8>, now: Instant) { self.now = now }

  public mutating func handleTimeout(now: Instant) { self.now = now }

  public mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    guard !isOver else { return .wait(until: nil) }
    guard now < end else {
      isOver = true
      return .event(.finished)
    }
    guard now >= next else { return .wait(until: min(next, end)) }
    let bytes = sent == 0 ? beginning : [0x61]
    guard out.freeCapacity >= bytes.count else {
      return .bufferTooSmall(needed: bytes.count)
    }
    for byte in bytes { out.append(byte) }
    sent += bytes.count
    next = now + interval
    return .transmit
  }
}

extension SlowSender {
  /// A CONNECT that announces 4,000 bytes, fewer than any broker refuses (MQTT 3.1.1,
  /// 3.1).
  public static let connect: [UInt8] = [
    0x10, 0xA0, 0x1F, 0x00, 0x04, 0x4D, 0x51, 0x54, 0x54, 0x04, 0x02, 0x00, 0x3C, 0x0F,
    0x94,
  ]

  /// A ClientHello that announces 508 bytes (RFC 8446, 4.1.2 and 5.1).
  public static let clientHello: [UInt8] = [
    0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03,
  ]
}
