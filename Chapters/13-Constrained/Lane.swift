import Wire

/// One direction of a link at work: when it is free, who waits, and its luck.
struct Lane {
  let link: Link
  let headers: Headers
  /// Loss and delay draw from two sources, so that a change of one leaves the other.
  private var loss: Chance
  private var jitter: Chance
  private var waiting: [(leaves: Instant, bytes: Int)] = []
  private var lastArrival = Instant(nanoseconds: 0)
  /// Packets that are lost whatever chance says, by their number in this direction.
  var doomed: [Int] = []
  private var count = 0

  init(_ link: Link, headers: Headers, seed: UInt64) {
    self.link = link
    self.headers = headers
    var chance = Chance(seed: seed)
    loss = Chance(seed: chance.next())
    jitter = Chance(seed: chance.next())
  }

  /// Puts one packet on the link, and says what will become of it.
  mutating func carry(_ size: Int, over transport: Transport, now: Instant) -> Passage {
    let number = count
    count += 1
    let packet = size + headers[transport]
    guard size + Headers.ipv6[transport] <= link.mtu,
      let (frames, bytes) = link.framing.cost(of: packet)
    else { return Passage(frames: 0, bytes: 0, fate: .tooLarge) }
    waiting.removeAll { $0.leaves <= now }
    guard waiting.reduce(bytes, { $0 + $1.bytes }) <= link.queue || waiting.isEmpty
    else { return Passage(frames: 0, bytes: 0, fate: .queueFull) }

    let free = waiting.last?.leaves ?? now
    let leaves = free + link.airtime(bytes: bytes, frames: frames)
    waiting.append((leaves, bytes))
    let late = Duration(nanoseconds: jitter.upTo(link.jitter.nanoseconds))
    var survives = !doomed.contains(number)
    for _ in 0..<frames where loss.strikes(perMillion: link.lossPerMillion) {
      survives = false
    }
    guard survives else { return Passage(frames: frames, bytes: bytes, fate: .lost) }
    var arrival = leaves + link.delay + late
    if link.keepsOrder { arrival = max(arrival, lastArrival) }
    lastArrival = arrival
    return Passage(frames: frames, bytes: bytes, fate: .arrives(arrival))
  }
}

/// What became of a packet, and what it took of the link.
struct Passage {
  var frames: Int
  var bytes: Int
  var fate: Fate
}

public enum Fate: Equatable, Sendable {
  case arrives(Instant)
  case lost
  case queueFull
  case tooLarge
}
