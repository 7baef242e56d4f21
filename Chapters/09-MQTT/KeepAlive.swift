import Wire

/// When to ask the server whether it is still there, and when to stop hoping.
struct KeepAlive {
  enum Step {
    case nothing, sendPing, giveUp
  }

  /// `nil` means never to ask.
  let interval: Duration?
  /// How long an answer may take.
  let patience: Duration
  private var lastSent: Instant
  private var lastReceived: Instant
  private var pingSent: Instant?

  init(seconds: UInt16, patience: Duration, now: Instant) {
    interval = seconds == 0 ? nil : .seconds(UInt64(seconds))
    self.patience = patience
    lastSent = now
    lastReceived = now
  }

  mutating func packetSent(now: Instant) { lastSent = now }
  mutating func packetReceived(now: Instant) { lastReceived = now }

  /// Whether anything was asked.
  mutating func pingAnswered() -> Bool {
    defer { pingSent = nil }
    return pingSent != nil
  }

  /// The next moment at which `step` has something to say.
  var deadline: Instant? {
    guard let interval else { return nil }
    if let pingSent { return pingSent + patience }
    //= mqtt-v3.1.1#MQTT-3.1.2-23
    //# It is the responsibility of the Client to ensure that the interval between
    //# Control Packets being sent does not exceed the Keep Alive value.
    return min(lastSent, lastReceived) + interval
  }

  mutating func step(now: Instant) -> Step {
    guard let deadline, deadline <= now else { return .nothing }
    if pingSent != nil { return .giveUp }
    pingSent = now
    lastSent = now
    return .sendPing
  }
}
