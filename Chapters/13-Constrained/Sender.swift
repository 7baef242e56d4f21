import Wire

/// The sending half of a connection: what may go now, and what must go again.
struct Sender {
  /// What one segment carries: which positions, and whether SYN or FIN is among them.
  struct Piece: Equatable {
    var position: Position
    var count: Int
    var isSyn = false
    var isFin = false

    var end: Position { position + Position(count) + (isSyn || isFin ? 1 : 0) }
  }

  var buffer = SendBuffer()
  var timeout: RetransmissionTimeout
  private(set) var congestion: CongestionWindow
  /// The first position that is not acknowledged.
  private(set) var acknowledged: Position = 0
  /// What is sent next; after a timeout, back at `acknowledged`.
  private(set) var next: Position = 0
  /// Behind everything that was ever sent.
  private(set) var sent: Position = 0
  /// Behind the last byte that the peer has room for, and when it said so.
  private var edge: Position = 1
  private var edgeSetAt: Position = 0
  private var resendsFirst = false
  private var probes = false
  /// The one segment whose round trip is being timed.
  private var timing: (end: Position, since: Instant)?
  private(set) var deadline: Instant?
  private var lastSent = Instant(nanoseconds: 0)
  /// How often the timer has run out since the peer last acknowledged something new.
  private(set) var timeouts = 0
  /// Since when the peer has acknowledged nothing new.
  private(set) var waitingSince = Instant(nanoseconds: 0)
  private(set) var retransmissions = 0
  /// Whether the recovery that is under way has already repeated a second segment.
  private var hadPartial = false

  init(segment: Int, minimumTimeout: Duration) {
    timeout = RetransmissionTimeout(minimum: minimumTimeout)
    congestion = CongestionWindow(segment: segment)
  }

  var flight: Int { Int(sent - acknowledged) }
  var isFinSent: Bool { buffer.isFinished && sent == buffer.end }
  var isFinAcknowledged: Bool { buffer.isFinished && acknowledged == buffer.end }

  /// The handshake told what a segment may carry; `window` is the peer's first one.
  mutating func begin(segment: Int, window: Int) {
    congestion = CongestionWindow(segment: segment)
    if timeouts > 0 { timeout.beginCautiously() }
    if timeouts > 1 { congestion.beginCautiously() }
    edge = 1 + Position(window)
  }
}

extension Sender {
  /// The next segment to go out; `nil` when all has gone that may.
  mutating func nextPiece(now: Instant) -> Piece? {
    guard let piece = choose(now: now) else { return nil }
    if piece.position < sent {
      retransmissions += 1
      //= rfc6298#3
      //# TCP MUST use Karn's algorithm [KP87] for taking RTT samples.
      timing = nil
    } else if timing == nil {
      timing = (piece.end, now)
    }
    if sent == acknowledged { waitingSince = now }
    next = max(next, piece.end)
    sent = max(sent, piece.end)
    lastSent = now
    if deadline == nil { deadline = now + timeout.current }
    return piece
  }

  private mutating func choose(now: Instant) -> Piece? {
    if next == 0 { return Piece(position: 0, count: 0, isSyn: true) }
    if acknowledged == 0 { return nil }
    if resendsFirst {
      resendsFirst = false
      return piece(at: acknowledged, room: congestion.segment)
    }
    if probes {
      probes = false
      return piece(at: next, room: 1)
    }
    guard next < buffer.end else { return nil }
    if flight == 0, lastSent + timeout.current < now { congestion.restart() }
    let allowed = min(acknowledged + Position(congestion.allowed), edge)
    let left = Int(buffer.endOfData - min(next, buffer.endOfData))
    let room = allowed > next ? Int(min(allowed - next, Position(Int32.max))) : 0
    let piece = piece(at: next, room: room)
    if piece.isFin || piece.count == min(left, congestion.segment) { return piece }
    // A window that opens by a few bytes is no reason for a small segment
    // (RFC 9293, 3.8.6.2.1), unless nothing else will make it open further.
    if piece.count > 0, next == acknowledged { return piece }
    if flight == 0, deadline == nil {
      waitingSince = now
      deadline = now + timeout.current
    }
    return nil
  }

  private func piece(at position: Position, room: Int) -> Piece {
    let left = Int(buffer.endOfData - min(position, buffer.endOfData))
    let count = min(left, congestion.segment, room)
    return Piece(
      position: position, count: count,
      isFin: buffer.isFinished && count == left && position < buffer.end)
  }
}

extension Sender {
  /// Takes an acknowledgement up to `position` with `window` bytes of room behind it.
  /// `isBare`: the segment brought nothing else. `place` is where it stands itself.
  mutating func handleAcknowledgement(
    _ position: Position, window: Int, isBare: Bool, place: Position, now: Instant
  ) {
    guard position <= sent, position >= acknowledged else { return }
    let oldEdge = edge
    let flight = flight
    if place >= edgeSetAt {
      edge = position + Position(window)
      edgeSetAt = place
    }
    if position > acknowledged {
      advance(to: position, now: now)
    } else if flight > 0, isBare, edge == oldEdge, edge > acknowledged {
      resendsFirst =
        congestion.duplicate(at: position, sent: sent, flight: flight) || resendsFirst
    }
    // A peer that answers probes is alive, though it has no room (RFC 9293, 3.8.6.1).
    if edge <= acknowledged { waitingSince = now }
    if oldEdge <= acknowledged, edge > oldEdge, next > acknowledged || deadline != nil {
      next = acknowledged
      deadline = nil
    }
  }

  private mutating func advance(to position: Position, now: Instant) {
    let count = Int(position - max(acknowledged, 1))
    let wasRecovering = congestion.isRecovering
    let isSyn = acknowledged == 0
    acknowledged = position
    next = max(next, position)
    buffer.acknowledge(upTo: position)
    if let timing, position >= timing.end {
      timeout.measured(now - timing.since)
      self.timing = nil
    }
    let flight = Int(sent - position)
    var again = false
    if !isSyn { again = congestion.acknowledged(count, upTo: position, flight: flight) }
    resendsFirst = again
    // Of the acknowledgements in a recovery only the first restarts the timer, so that
    // many losses in one window do not take a round trip each (RFC 6582, 4).
    let isFirst = !wasRecovering || !again || !hadPartial
    hadPartial = again
    if position == sent {
      deadline = nil
    } else if isFirst {
      deadline = now + timeout.current
    }
    waitingSince = now
    timeouts = 0
  }

  mutating func handleTimeout(now: Instant) {
    guard let deadline, deadline <= now else { return }
    if acknowledged > 0, edge <= acknowledged {
      probes = next < buffer.endOfData || acknowledged < buffer.endOfData
    } else if acknowledged > 0 {
      congestion.timedOut(sent: sent, flight: flight)
    }
    next = acknowledged
    resendsFirst = false
    timeouts += 1
    timeout.backOff()
    self.deadline = nil
  }

  /// The peer repeats its SYN, so ours was lost.
  mutating func repeatSyn() { next = 0 }

  /// Nothing will be sent any more.
  mutating func stop() { deadline = nil }
}
