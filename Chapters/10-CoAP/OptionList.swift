import Wire

/// Options that are to be sent: each comes to stand where its number belongs.
public struct OptionList: Equatable, Sendable {
  struct Entry: Equatable {
    var number: OptionNumber
    var value: Range<Int>
  }

  private var entries: [Entry] = []
  private var values: [UInt8] = []

  public init() {}

  /// Behind those with the same number, before those with a higher one.
  public mutating func append(_ number: OptionNumber, _ value: Span<UInt8>) {
    let start = values.count
    for i in value.indices { values.append(value[i]) }
    var position = entries.count
    while position > 0, entries[position - 1].number > number { position -= 1 }
    entries.insert(Entry(number: number, value: start..<values.count), at: position)
  }

  /// A number in as few bytes as it needs, none for zero (RFC 7252, 3.2).
  public mutating func append(_ number: OptionNumber, uint value: UInt32) {
    var bytes: [UInt8] = []
    for shift in [24, 16, 8, 0] where value >> shift > 0 {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
    append(number, bytes.span)
  }

  /// One Uri-Path for each segment between slashes; none for the root (6.4).
  public mutating func append(path: Span<UInt8>) {
    let slash = UInt8(ascii: "/")
    var start = path.count > 0 && path[0] == slash ? 1 : 0
    guard start < path.count else { return }
    for i in start...path.count where i == path.count || path[i] == slash {
      append(.uriPath, path.extracting(start..<i))
      start = i + 1
    }
  }

  /// At most so many bytes of a message.
  var maximumSize: Int { values.count + 5 * entries.count }

  //= rfc7252#3.1
  //# instances MUST appear in order of their Option Numbers
  @_lifetime(out: copy out)
  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    var last: UInt16 = 0
    for entry in entries {
      let size = UInt32(clamping: entry.value.count)
      guard let delta = OptionNibble(UInt32(entry.number.rawValue &- last)),
        let length = OptionNibble(size)
      else { throw WireError(.invalid(UInt64(size)), "Option Length", at: out.count) }
      try out.write(uint8: delta.bits << 4 | length.bits, "Option Delta")
      try out.write(extensionOf: delta, "Option Delta")
      try out.write(extensionOf: length, "Option Length")
      try out.write(bytes: values.span.extracting(entry.value), "Option Value")
      last = entry.number.rawValue
    }
  }
}
