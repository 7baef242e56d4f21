/// What is known of peers, found by their addresses; no more of them than it has room for.
public struct PeerTable<Value> {
  /// In the order of the addresses, so that one is found by halving.
  public private(set) var entries: [(peer: PeerAddress, value: Value)] = []
  public let capacity: Int

  public init(capacity: Int) { self.capacity = capacity }

  public var count: Int { entries.count }
  public var isFull: Bool { count >= capacity }

  /// `nil` if there is none; to set one where there is no room changes nothing.
  public subscript(peer: PeerAddress) -> Value? {
    get {
      let i = position(of: peer)
      return has(peer, at: i) ? entries[i].value : nil
    }
    set {
      let i = position(of: peer)
      switch (newValue, has(peer, at: i)) {
      case (let value?, true): entries[i].value = value
      case (let value?, false): if !isFull { entries.insert((peer, value), at: i) }
      case (nil, true): entries.remove(at: i)
      case (nil, false): break
      }
    }
  }

  private func has(_ peer: PeerAddress, at i: Int) -> Bool {
    i < entries.count && entries[i].peer == peer
  }

  /// Of the first entry that does not come before `peer`.
  private func position(of peer: PeerAddress) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = low + (high - low) / 2
      if entries[middle].peer < peer { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
