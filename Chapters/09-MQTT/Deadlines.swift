import Wire

/// When to look at which connection again; the earliest is at hand.
struct Deadlines {
  struct Entry {
    var moment: Instant
    var connection: ConnectionIdentifier
  }

  /// A heap: no entry is later than the two at twice its place, plus one and plus two.
  private var entries: [Entry] = []

  var first: Entry? { entries.first }
  var count: Int { entries.count }

  mutating func insert(_ moment: Instant, _ connection: ConnectionIdentifier) {
    entries.append(Entry(moment: moment, connection: connection))
    var child = entries.count - 1
    while child > 0, entries[child].moment < entries[(child - 1) / 2].moment {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes out the earliest entry, if its moment has come.
  mutating func removeFirst(until now: Instant) -> Entry? {
    guard let first = entries.first, first.moment <= now else { return nil }
    entries.swapAt(0, entries.count - 1)
    entries.removeLast()
    sink(0)
    return first
  }

  /// Keeps the entries that are still of use.
  mutating func filter(_ isOfUse: (Entry) -> Bool) {
    entries.removeAll { !isOfUse($0) }
    for i in (0..<(entries.count / 2)).reversed() { sink(i) }
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while 2 * parent + 1 < entries.count {
      var child = 2 * parent + 1
      if child + 1 < entries.count, entries[child + 1].moment < entries[child].moment {
        child += 1
      }
      guard entries[child].moment < entries[parent].moment else { return }
      entries.swapAt(child, parent)
      parent = child
    }
  }
}
