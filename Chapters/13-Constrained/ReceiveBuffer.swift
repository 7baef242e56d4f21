import Wire

/// Puts the bytes of a stream back into order, each exactly once.
struct ReceiveBuffer {
  enum Arrival {
    /// The next bytes, and nothing was missing.
    case inOrder
    /// Bytes that were here before, or beyond a gap, or that closed one.
    case outOfOrder
  }

  private struct Piece {
    var start: Position
    var bytes: [UInt8]
    var end: Position { start + Position(bytes.count) }
  }

  let window: Int
  /// The first position that is missing; the SYN stands before it.
  private(set) var next: Position = 1
  /// In order, and not yet read by the application.
  private(set) var ready: [UInt8] = []
  /// What came too early: sorted, with gaps between them, none longer than the window.
  private var early: [Piece] = []
  private var fin: Position?
  private(set) var isFinished = false

  init(window: Int) { self.window = window }

  mutating func accept(
    _ bytes: Span<UInt8>, at position: Position, fin isLast: Bool
  ) -> Arrival {
    let end = position + Position(bytes.count)
    let limit = min(next + Position(window), fin ?? .max)
    if isLast, fin == nil, end >= next, end <= limit { fin = end }
    let hadGap = !early.isEmpty
    let stop = min(end, limit)
    let fits = position < stop && stop > next
    if fits {
      var piece = Piece(start: max(position, next), bytes: [])
      let first = Int(piece.start - position)
      for i in first..<Int(stop - position) { piece.bytes.append(bytes[i]) }
      insert(piece)
      takeReady()
    }
    if fin == next, !isFinished {
      next += 1
      isFinished = true
      return .outOfOrder
    }
    return fits && !hadGap && early.isEmpty ? .inOrder : .outOfOrder
  }

  private mutating func insert(_ new: Piece) {
    var piece = new
    let place = early.firstIndex { $0.start > piece.start } ?? early.count
    if place > 0, early[place - 1].end > piece.start {
      let known = early[place - 1].end - piece.start
      guard known < Position(piece.bytes.count) else { return }
      piece.bytes.removeFirst(Int(known))
      piece.start += known
    }
    while place < early.count, early[place].end <= piece.end { early.remove(at: place) }
    if place < early.count, early[place].start < piece.end {
      piece.bytes.removeLast(Int(piece.end - early[place].start))
    }
    early.insert(piece, at: place)
  }

  private mutating func takeReady() {
    while let first = early.first, first.start == next {
      ready.append(contentsOf: first.bytes)
      next = first.end
      early.removeFirst()
    }
  }

  /// All that is ready.
  mutating func take() -> [UInt8] {
    defer { ready.removeAll(keepingCapacity: true) }
    return ready
  }

  /// Moves what is ready, as far as there is room.
  mutating func read(into out: inout OutputSpan<UInt8>) {
    let count = min(ready.count, out.freeCapacity)
    for i in 0..<count { out.append(ready[i]) }
    ready.removeFirst(count)
  }
}
