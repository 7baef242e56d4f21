/// What came in and is not yet sent back: whole frames, then perhaps a part of one.
struct Frames {
  var bytes: [UInt8] = []
  /// Where the first frame begins that is not yet sent back.
  var first = 0
  /// Where the last whole frame ends.
  var end = 0
  /// Whether the first frame was already given to the application.
  var reported = false

  mutating func append(_ more: Span<UInt8>) throws(Echo.Failure) {
    for i in more.indices { bytes.append(more[i]) }
    while let next = try endOfFrame(at: end) { end = next }
  }

  /// `nil` while the frame has not come whole.
  func endOfFrame(at start: Int) throws(Echo.Failure) -> Int? {
    var reader = Reader(bytes.span.extracting(start...), base: start)
    guard let length = try? reader.uint16("length") else { return nil }
    guard length <= Echo.longestFrame else { throw .frameTooLong(Int(length)) }
    return length <= reader.remaining ? reader.offset + Int(length) : nil
  }

  /// Each frame twice, for the application and for the peer; `nil` when none is left.
  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Echo.Event>? {
    guard first < end, let next = try? endOfFrame(at: first) else { return nil }
    let start = reported ? first : first + 2
    guard next - start <= out.freeCapacity else {
      return .bufferTooSmall(needed: next - start)
    }
    for i in start..<next { out.append(bytes[i]) }
    reported.toggle()
    guard !reported else { return .event(.frame) }
    first = next
    if first == end { forget() }
    return .transmit
  }

  mutating func forget() {
    bytes.removeFirst(end)
    first = 0
    end = 0
  }
}
