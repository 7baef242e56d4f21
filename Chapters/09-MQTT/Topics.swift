/// What a message is about: levels of text between slashes, without wildcards.
/// Whoever holds one knows that it was checked.
public struct TopicName: ~Escapable {
  public let bytes: Span<UInt8>

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) throws(TextError) {
    //= mqtt-v3.1.1#MQTT-4.7.3-1
    //# All Topic Names and Topic Filters MUST be at least one character long
    guard bytes.count > 0 else { throw TextError(.empty, at: 0) }
    try checkText(bytes)
    for i in bytes.indices where bytes[i] == multiLevel || bytes[i] == singleLevel {
      //= mqtt-v3.1.1#MQTT-3.3.2-2
      //# The Topic Name in the PUBLISH Packet MUST NOT contain wildcard characters
      throw TextError(.wildcard, at: i)
    }
    self.bytes = bytes
  }
}

/// Which topic names a subscriber wants: `+` stands for one level, `#` for all the rest.
public struct TopicFilter: ~Escapable {
  public let bytes: Span<UInt8>

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) throws(TextError) {
    guard bytes.count > 0 else { throw TextError(.empty, at: 0) }
    try checkText(bytes)
    for i in bytes.indices {
      let opensLevel = i == 0 || bytes[i - 1] == separator
      let isLast = i == bytes.count - 1
      switch bytes[i] {
      case multiLevel:
        //= mqtt-v3.1.1#MQTT-4.7.1-2
        //# In either case it MUST be the last character specified in the Topic Filter
        guard opensLevel, isLast else { throw TextError(.wildcard, at: i) }
      case singleLevel:
        //= mqtt-v3.1.1#MQTT-4.7.1-3
        //# Where it is used it MUST occupy an entire level of the filter
        guard opensLevel, isLast || bytes[i + 1] == separator else {
          throw TextError(.wildcard, at: i)
        }
      default: break
      }
    }
    self.bytes = bytes
  }

  /// Whether a message with this topic name is for whoever gave this filter (4.7).
  public func matches(_ name: borrowing TopicName) -> Bool {
    let filter = bytes
    let name = name.bytes
    //= mqtt-v3.1.1#MQTT-4.7.2-1
    //# The Server MUST NOT match Topic Filters starting with a wildcard character
    //# (# or +) with Topic Names beginning with a $ character
    if name[0] == dollar, filter[0] == multiLevel || filter[0] == singleLevel {
      return false
    }
    // Both stand at the start of a level.
    var f = 0
    var n = 0
    while true {
      if f < filter.count, filter[f] == multiLevel { return true }
      if f < filter.count, filter[f] == singleLevel {
        f += 1
        while n < name.count, name[n] != separator { n += 1 }
      } else {
        while f < filter.count, n < name.count, filter[f] == name[n],
          name[n] != separator
        {
          f += 1
          n += 1
        }
      }
      if n == name.count { return f == filter.count || onlyHashRemains(from: f) }
      guard f < filter.count, filter[f] == separator, name[n] == separator else {
        return false
      }
      f += 1
      n += 1
    }
  }

  /// `sport/#` also matches `sport` itself: the `#` includes the parent level.
  private func onlyHashRemains(from f: Int) -> Bool {
    bytes.count - f == 2 && bytes[f] == separator && bytes[f + 1] == multiLevel
  }
}

private var separator: UInt8 { UInt8(ascii: "/") }
private var multiLevel: UInt8 { UInt8(ascii: "#") }
private var singleLevel: UInt8 { UInt8(ascii: "+") }
private var dollar: UInt8 { UInt8(ascii: "$") }
