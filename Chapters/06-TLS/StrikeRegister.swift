import Wire

/// Remembers what it has seen for a while, in an amount of memory that never changes;
/// in doubt it says that a thing was there before, which costs its owner one journey.
public struct StrikeRegister: Sendable {
  private let window: Duration
  /// Half of a window passes before a table is emptied, so there are three of them:
  /// what one window back may still be asked for lies in one of them.
  private var tables: [[UInt64]]
  private var newest = 0
  /// When the newest table was begun.
  private var since: Instant
  /// Before this moment nothing is fresh: what came before our start, we have not seen.
  private let ready: Instant

  /// How many places of a table are looked at for one thing.
  private static var reach: Int { 16 }

  /// Has `capacity` places for each half of the window, 24 bytes for each of them. Fill
  /// half of them, and next to nothing is refused for want of one.
  public init(
    capacity: Int, window: Duration = .seconds(20), startedAt now: Instant
  ) {
    self.window = window
    tables = Array(
      repeating: Array(repeating: 0, count: max(capacity, 0) + Self.reach), count: 3)
    since = now
    ready = now + window
  }

  /// False if it was seen within the window, or might have been.
  public mutating func isFirst(_ thing: Span<UInt8>, at now: Instant) -> Bool {
    turn(now)
    guard thing.count >= 16 else { return false }
    let mark = max(number(thing, from: 8), 1)
    let places = UInt64(tables[newest].count - Self.reach + 1)
    let start = Int(truncatingIfNeeded: number(thing, from: 0) % places)

    var isKnown = false
    var free: Int?
    for place in start..<(start + Self.reach) {
      for table in tables where table[place] == mark { isKnown = true }
      if free == nil && tables[newest][place] == 0 { free = place }
    }
    //= rfc8446#8.2
    //# When implementations are freshly started, they SHOULD reject 0-RTT as
    //# long as any portion of their recording window overlaps the startup
    //# time.
    guard !isKnown, let free, now >= ready else { return false }
    tables[newest][free] = mark
    return true
  }

  private mutating func turn(_ now: Instant) {
    let half = Duration(nanoseconds: window.nanoseconds / 2)
    var turns = 0
    while now - since >= half, turns < tables.count {
      newest = (newest + 1) % tables.count
      for place in tables[newest].indices { tables[newest][place] = 0 }
      since = since + half
      turns += 1
    }
    if turns == tables.count { since = now }
  }

  private func number(_ bytes: Span<UInt8>, from start: Int) -> UInt64 {
    var number: UInt64 = 0
    for i in start..<(start + 8) { number = number << 8 | UInt64(bytes[i]) }
    return number
  }
}
