/// The levels of a topic name or filter, one after the other; some may be empty.
struct Levels: ~Escapable {
  private var rest: Span<UInt8>
  private var isOver = false

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) { rest = text }

  @_lifetime(copy self)
  mutating func next() -> Span<UInt8>? {
    guard !isOver else { return nil }
    var end = 0
    while end < rest.count, rest[end] != UInt8(ascii: "/") { end += 1 }
    let level = rest.extracting(first: end)
    isOver = end == rest.count
    rest = rest.extracting(droppingFirst: end + 1)
    return level
  }

  /// How many levels this text has.
  static func count(_ text: Span<UInt8>) -> Int {
    var count = 1
    for i in text.indices where text[i] == UInt8(ascii: "/") { count += 1 }
    return count
  }
}

func isSingleLevel(_ level: Span<UInt8>) -> Bool {
  level.count == 1 && level[0] == UInt8(ascii: "+")
}

func isMultiLevel(_ level: Span<UInt8>) -> Bool {
  level.count == 1 && level[0] == UInt8(ascii: "#")
}

func beginsWithDollar(_ text: Span<UInt8>) -> Bool {
  text.count > 0 && text[0] == UInt8(ascii: "$")
}

extension TopicName {
  /// Of bytes that were a topic name before.
  @_lifetime(copy bytes)
  init(checked bytes: Span<UInt8>) { self.bytes = bytes }
}

func copy(_ bytes: Span<UInt8>) -> [UInt8] {
  [UInt8](capacity: bytes.count) { out in
    for i in bytes.indices { out.append(bytes[i]) }
  }
}

func equal(_ a: [UInt8], _ b: Span<UInt8>) -> Bool {
  guard a.count == b.count else { return false }
  for i in a.indices where a[i] != b[i] { return false }
  return true
}

/// Whether `a` comes before `b`, as in a dictionary.
func precedes(_ a: [UInt8], _ b: Span<UInt8>) -> Bool {
  for i in 0..<min(a.count, b.count) where a[i] != b[i] { return a[i] < b[i] }
  return a.count < b.count
}

/// How many of `count` ordered elements come before the place that is looked for.
func countBefore(in count: Int, _ comesBefore: (Int) -> Bool) -> Int {
  var (low, high) = (0, count)
  while low < high {
    let middle = (low + high) / 2
    if comesBefore(middle) { low = middle + 1 } else { high = middle }
  }
  return low
}
