/// A message that the broker keeps. Whoever waits for it shares the same storage.
struct Message {
  var topic: [UInt8]
  var payload: [UInt8]
  var quality: QualityOfService
  var retain: Bool

  var size: Int { topic.count + payload.count }

  init(
    topic: borrowing TopicName, payload: Span<UInt8>, quality: QualityOfService,
    retain: Bool
  ) {
    self.topic = copy(topic.bytes)
    self.payload = copy(payload)
    self.quality = quality
    self.retain = retain
  }
}

/// What a session has still to get, in order: first what was sent on this connection and
/// waits for its PUBACK, then what was not.
struct MessageQueue {
  struct Entry {
    var message: Message
    /// 0 if it was never sent, or has no need of one.
    var packetIdentifier: UInt16 = 0
  }

  private var entries: [Entry] = []
  private(set) var sent = 0
  private(set) var bytes = 0
  private var lastIdentifier: UInt16 = 0

  var count: Int { entries.count }
  var next: Entry? { sent < entries.count ? entries[sent] : nil }

  /// `false` if that would be more than the limits allow.
  mutating func append(_ message: Message, _ limits: BrokerLimits) -> Bool {
    guard entries.count < limits.queuedMessages,
      message.size <= limits.queuedBytes - bytes
    else { return false }
    entries.append(Entry(message: message))
    bytes += message.size
    return true
  }

  /// The next message is on its way; returns the packet identifier it has from now on.
  mutating func sendNext() -> UInt16 {
    guard entries[sent].message.quality != .atMostOnce else {
      remove(at: sent)
      return 0
    }
    if entries[sent].packetIdentifier == 0 {
      entries[sent].packetIdentifier = unusedIdentifier()
    }
    sent += 1
    return entries[sent - 1].packetIdentifier
  }

  /// Forgets what was acknowledged; `false` if nothing like it was sent.
  mutating func settle(_ packetIdentifier: UInt16) -> Bool {
    for i in 0..<sent where entries[i].packetIdentifier == packetIdentifier {
      remove(at: i)
      sent -= 1
      return true
    }
    return false
  }

  /// The connection is gone: what was sent on it must be sent again, and what may be
  /// lost is forgotten.
  mutating func rewind() {
    sent = 0
    _ = removeAll { $0.quality == .atMostOnce }
  }

  /// Forgets messages, whether they were sent or not; returns how many.
  mutating func removeAll(where isUnwanted: (Message) -> Bool) -> Int {
    let before = entries.count
    for index in entries.indices.reversed() where isUnwanted(entries[index].message) {
      if index < sent { sent -= 1 }
      remove(at: index)
    }
    return before - entries.count
  }

  private mutating func remove(at index: Int) {
    bytes -= entries[index].message.size
    entries.remove(at: index)
    // An idle session shall own no storage for messages.
    if entries.isEmpty { entries = [] }
  }

  private mutating func unusedIdentifier() -> UInt16 {
    repeat {
      lastIdentifier = lastIdentifier == .max ? 1 : lastIdentifier + 1
    } while isInUse(lastIdentifier)
    return lastIdentifier
  }

  private func isInUse(_ packetIdentifier: UInt16) -> Bool {
    for entry in entries where entry.packetIdentifier == packetIdentifier {
      return true
    }
    return false
  }
}
