/// Topics that somebody may use: a topic filter in which a level `%c` stands for the
/// client identifier and a level `%u` for the user name.
public struct AccessPattern: Sendable {
  private enum Level {
    case any, anyNumber, clientIdentifier, userName
    case text([UInt8])
  }

  private var levels: [Level] = []

  public init(_ pattern: [UInt8]) throws(TextError) {
    let filter = try TopicFilter(pattern.span)
    var rest = Levels(filter.bytes)
    while let level = rest.next() {
      if isSingleLevel(level) {
        levels.append(.any)
      } else if isMultiLevel(level) {
        levels.append(.anyNumber)
      } else if isPlaceholder(level, UInt8(ascii: "c")) {
        levels.append(.clientIdentifier)
      } else if isPlaceholder(level, UInt8(ascii: "u")) {
        levels.append(.userName)
      } else {
        levels.append(.text(copy(level)))
      }
    }
  }

  public func covers(_ topic: borrowing TopicName, for client: BrokerClient) -> Bool {
    covers(topic.bytes, client)
  }

  /// Whether it covers every topic that the filter can match.
  public func covers(
    _ filter: borrowing TopicFilter, for client: BrokerClient
  ) -> Bool {
    covers(filter.bytes, client)
  }

  private func covers(_ text: Span<UInt8>, _ client: BrokerClient) -> Bool {
    if beginsWithDollar(text), beginsWithWildcard { return false }
    var rest = Levels(text)
    for pattern in levels {
      if case .anyNumber = pattern { return true }
      guard let level = rest.next() else { return false }
      let isWildcard = isSingleLevel(level) || isMultiLevel(level)
      switch pattern {
      case .anyNumber: return true
      case .any: if isMultiLevel(level) { return false }
      // A client may be called `+`, and that is no licence.
      case .clientIdentifier:
        guard !isWildcard, equal(client.identifier, level) else { return false }
      case .userName:
        guard !isWildcard, let name = client.userName, equal(name, level) else {
          return false
        }
      case .text(let text): guard equal(text, level) else { return false }
      }
    }
    return rest.next() == nil
  }

  private var beginsWithWildcard: Bool {
    switch levels.first {
    case .any, .anyNumber: true
    default: false
    }
  }
}

private func isPlaceholder(_ level: Span<UInt8>, _ letter: UInt8) -> Bool {
  level.count == 2 && level[0] == UInt8(ascii: "%") && level[1] == letter
}
