import Wire

/// Bytes on their way to whoever polls: a stream as they come, or datagrams one at a time.
struct Outlet: ~Copyable {
  private var bytes = ByteQueue()
  /// Of each datagram in `bytes`; `nil` for a stream.
  private var lengths: [Int]?

  init(datagrams: Bool) { lengths = datagrams ? [] : nil }

  var isEmpty: Bool { lengths?.isEmpty ?? bytes.isEmpty }

  mutating func append(_ piece: UnsafeBufferPointer<UInt8>) {
    bytes.append(piece)
    lengths?.append(piece.count)
  }

  /// Free memory for one piece, which `commit` then says the length of.
  mutating func room(atLeast needed: Int) -> UnsafeMutableBufferPointer<UInt8> {
    bytes.room(atLeast: needed)
  }

  mutating func commit(_ written: Int) {
    bytes.commit(written)
    lengths?.append(written)
  }

  /// Appends what can be had of a stream, or one whole datagram, and says `answer`.
  mutating func move<Event>(
    into out: inout OutputSpan<UInt8>, as answer: Output<Event>
  ) -> Output<Event> {
    let needed = lengths?.first ?? 1
    guard out.freeCapacity >= needed else { return .bufferTooSmall(needed: needed) }
    if lengths == nil {
      bytes.move(into: &out)
    } else {
      lengths?.removeFirst()
      bytes.move(needed, into: &out)
    }
    return answer
  }

  mutating func clear() {
    bytes.clear()
    if lengths != nil { lengths = [] }
  }
}
