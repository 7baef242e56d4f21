import Wire

/// The bytes that the application gave and the peer has not yet acknowledged.
struct SendBuffer {
  private var bytes: [UInt8] = []
  /// Where the first of them stands.
  private var start: Position = 1
  /// Whether the application will give no more, so that a FIN follows.
  private(set) var isFinished = false

  /// Behind the last byte, where a FIN would stand.
  var endOfData: Position { start + Position(bytes.count) }
  /// Behind everything that is to be sent.
  var end: Position { endOfData + (isFinished ? 1 : 0) }

  mutating func append(_ more: Span<UInt8>) {
    for i in more.indices { bytes.append(more[i]) }
  }

  mutating func finish() { isFinished = true }

  mutating func acknowledge(upTo position: Position) {
    let done = min(position, endOfData)
    guard done > start else { return }
    bytes.removeFirst(Int(done - start))
    start = done
  }

  /// Copies bytes from this position on; `count` must have been there.
  func copy(_ count: Int, from position: Position, into out: inout OutputSpan<UInt8>) {
    guard position >= start, position + Position(count) <= endOfData else { return }
    let first = Int(position - start)
    for i in first..<first + count { out.append(bytes[i]) }
  }
}
