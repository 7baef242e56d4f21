import Wire

/// A connection's place, from when it is let in until it is closed.
public struct Seat: Hashable, Sendable {
  let index: Int
  let serial: UInt64
}

/// Decides who may take up a connection, and for how long without a proof of being
/// somebody.
///
/// It stands in front of any server for streams: it sees addresses, moments and numbers
/// of bytes, and nothing of what is said.
public struct ConnectionGate: Sendable {
  private struct Place {
    var serial: UInt64
    var prefix: NetworkPrefix
    var opened: Instant
    var received = 0
    var isStranger = true
  }

  public let options: ConnectionGateOptions
  public private(set) var counters = GateCounters()

  private var places: [Place?] = []
  private var free: [Int] = []
  private var tally = Tally()
  /// The longest here first.
  private var strangers: [Seat] = []
  private var leaving: [(seat: Seat, reason: GateReason)] = []
  private var lastSerial: UInt64 = 0

  public init(_ options: ConnectionGateOptions = ConnectionGateOptions()) {
    self.options = options
  }

  /// Connections that have a place, and those of them that have shown nothing yet.
  public var count: Int { places.count - free.count }
  public var strangerCount: Int { strangers.count }

  /// Somebody connected; `nil` if there is no place: close it, and waste no byte on it.
  public mutating func opened(from prefix: NetworkPrefix, now: Instant) -> Seat? {
    guard tally[prefix] < options.maximumPerPrefix else {
      counters.tooManyOfOnePrefix &+= 1
      return nil
    }
    if count >= options.maximumConnections
      || strangers.count >= options.maximumStrangers
    {
      guard options.strangersMakeRoom, let oldest = strangers.first else {
        counters.full &+= 1
        return nil
      }
      counters.madeRoom &+= 1
      putOut(oldest, .madeRoom)
    }
    counters.opened &+= 1
    return sit(prefix, now: now)
  }

  private mutating func sit(_ prefix: NetworkPrefix, now: Instant) -> Seat {
    lastSerial += 1
    let place = Place(serial: lastSerial, prefix: prefix, opened: now)
    let index = free.popLast() ?? places.count
    if index == places.count { places.append(place) } else { places[index] = place }
    let seat = Seat(index: index, serial: lastSerial)
    tally.add(prefix)
    strangers.append(seat)
    return seat
  }

  /// So many bytes came.
  public mutating func received(_ count: Int, on seat: Seat) {
    guard var place = place(of: seat), place.isStranger else { return }
    place.received &+= count
    places[seat.index] = place
  }

  /// The connection has shown who it is: from here on it is its server's to judge.
  public mutating func proved(_ seat: Seat) {
    guard var place = place(of: seat), place.isStranger else { return }
    counters.proved &+= 1
    place.isStranger = false
    places[seat.index] = place
    strangers.removeAll { $0 == seat }
  }

  /// The connection is no more.
  public mutating func closed(_ seat: Seat) {
    guard let place = place(of: seat) else { return }
    if place.isStranger { strangers.removeAll { $0 == seat } }
    tally.remove(place.prefix)
    places[seat.index] = nil
    free.append(seat.index)
  }

  public mutating func handleTimeout(now: Instant) {
    for seat in strangers where deadline(of: seat).map({ $0 <= now }) == true {
      counters.outOfPatience &+= 1
      putOut(seat, .outOfPatience)
    }
  }

  /// What to close, and then when to look again.
  public mutating func poll() -> GateOutput {
    if let (seat, reason) = leaving.popLast() { return .close(seat, reason) }
    return .wait(until: strangers.compactMap { deadline(of: $0) }.min())
  }

  /// Its place is free at once; the socket follows with the next poll.
  private mutating func putOut(_ seat: Seat, _ reason: GateReason) {
    closed(seat)
    leaving.append((seat, reason))
  }

  private func deadline(of seat: Seat) -> Instant? {
    guard let place = place(of: seat) else { return nil }
    return options.patience?.deadline(opened: place.opened, received: place.received)
  }

  /// `nil` for a seat that somebody else has by now.
  private func place(of seat: Seat) -> Place? {
    guard seat.index < places.count, let place = places[seat.index],
      place.serial == seat.serial
    else { return nil }
    return place
  }
}
