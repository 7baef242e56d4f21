import Wire

/// What will happen, in the order of its moments; what falls on one moment happens in
/// the order in which it was planned.
struct Calendar<Happening> {
  private struct Entry {
    var moment: Instant
    var number: UInt64
    var happening: Happening

    func precedes(_ other: Entry) -> Bool {
      (moment, number) < (other.moment, other.number)
    }
  }

  /// A binary heap: each entry precedes the two at twice its place, plus one and two.
  private var entries: [Entry] = []
  private var planned: UInt64 = 0

  var next: Instant? { entries.first?.moment }

  mutating func plan(_ happening: Happening, at moment: Instant) {
    entries.append(Entry(moment: moment, number: planned, happening: happening))
    planned += 1
    var child = entries.count - 1
    while child > 0, entries[child].precedes(entries[(child - 1) / 2]) {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeNext() -> Happening? {
    guard !entries.isEmpty else { return nil }
    entries.swapAt(0, entries.count - 1)
    let taken = entries.removeLast()
    var parent = 0
    while let child = firstChild(of: parent), entries[child].precedes(entries[parent]) {
      entries.swapAt(child, parent)
      parent = child
    }
    return taken.happening
  }

  private func firstChild(of parent: Int) -> Int? {
    let (left, right) = (2 * parent + 1, 2 * parent + 2)
    guard left < entries.count else { return nil }
    guard right < entries.count else { return left }
    return entries[right].precedes(entries[left]) ? right : left
  }
}
