/// How many connections each prefix has; those that have none are not kept.
struct Tally: Sendable {
  /// In the order of the prefixes, so that one is found by halving.
  private var entries: [(prefix: NetworkPrefix, count: Int)] = []

  subscript(prefix: NetworkPrefix) -> Int {
    let i = position(of: prefix)
    return i < entries.count && entries[i].prefix == prefix ? entries[i].count : 0
  }

  mutating func add(_ prefix: NetworkPrefix) {
    let i = position(of: prefix)
    if i < entries.count, entries[i].prefix == prefix {
      entries[i].count += 1
    } else {
      entries.insert((prefix, 1), at: i)
    }
  }

  mutating func remove(_ prefix: NetworkPrefix) {
    let i = position(of: prefix)
    guard i < entries.count, entries[i].prefix == prefix else { return }
    entries[i].count -= 1
    if entries[i].count == 0 { entries.remove(at: i) }
  }

  private func position(of prefix: NetworkPrefix) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = low + (high - low) / 2
      if entries[middle].prefix < prefix { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
