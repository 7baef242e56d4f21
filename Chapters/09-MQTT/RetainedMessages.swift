/// The last message of each topic that somebody asked the broker to keep.
struct RetainedMessages {
  /// In the order of their topics.
  private var messages: [Message] = []
  private var bytes = 0

  var count: Int { messages.count }

  subscript(index: Int) -> Message { messages[index] }

  /// Keeps this message instead of the one before; `false` if there is no room, and
  /// then neither is kept: better none than one that is no longer true.
  mutating func store(_ message: Message, _ limits: BrokerLimits) -> Bool {
    remove(message.topic.span)
    guard messages.count < limits.retainedMessages,
      message.size <= limits.retainedBytes - bytes
    else { return false }
    messages.insert(message, at: place(of: message.topic.span))
    bytes += message.size
    return true
  }

  mutating func remove(_ topic: Span<UInt8>) {
    let place = place(of: topic)
    guard place < messages.count, equal(messages[place].topic, topic) else {
      return
    }
    bytes -= messages[place].size
    messages.remove(at: place)
  }

  /// The messages on topics that this filter may match: those that begin like it.
  func candidates(for filter: borrowing TopicFilter) -> Range<Int> {
    let prefix = filter.bytes.extracting(first: literalPrefix(filter.bytes))
    let start = place(of: prefix)
    let count = countBefore(in: messages.count - start) {
      begins(messages[start + $0].topic, with: prefix)
    }
    return start..<(start + count)
  }

  private func place(of topic: Span<UInt8>) -> Int {
    countBefore(in: messages.count) { precedes(messages[$0].topic, topic) }
  }
}

/// How much of a filter comes before its first wildcard, without the slash before that:
/// `sport/#` matches `sport` too.
private func literalPrefix(_ filter: Span<UInt8>) -> Int {
  for i in filter.indices
  where filter[i] == UInt8(ascii: "+") || filter[i] == UInt8(ascii: "#") {
    return max(0, i - 1)
  }
  return filter.count
}

private func begins(_ text: [UInt8], with prefix: Span<UInt8>) -> Bool {
  guard text.count >= prefix.count else { return false }
  for i in prefix.indices where text[i] != prefix[i] { return false }
  return true
}
