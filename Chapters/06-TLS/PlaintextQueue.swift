import Primitives

/// What an application is given.
package enum ArrivedPlaintext: Sendable, Equatable {
  /// Came before the handshake was complete, and may have come before (RFC 8446, 8).
  case earlyData
  case applicationData
}

/// A record that was opened needs its header no more. So its header tells the queue what is
/// behind it: the kind, bytes of content, bytes of the whole.
enum QueueMark: UInt8 {
  case nothing, earlyData, applicationData
}

extension Arrivals {
  /// The record at `place` waits for whoever polls.
  mutating func queue(_ content: Range<Int>, isEarly: Bool) {
    let offset = content.lowerBound &- place
    mark(isEarly ? .earlyData : .applicationData, count: content.count, offset: offset)
    place &+= held
    held = 0
  }

  mutating func mark(_ mark: QueueMark, count: Int, offset: Int) {
    let rest = held &- RecordHeader.length
    // The first byte has room for the offset, 5 or 13, beside the kind.
    buffer[place] = mark.rawValue | UInt8(truncatingIfNeeded: offset << 2)
    buffer[place &+ 1] = UInt8(truncatingIfNeeded: count >> 8)
    buffer[place &+ 2] = UInt8(truncatingIfNeeded: count)
    buffer[place &+ 3] = UInt8(truncatingIfNeeded: rest >> 8)
    buffer[place &+ 4] = UInt8(truncatingIfNeeded: rest)
  }

  /// The first record of the queue.
  var first: (mark: QueueMark, content: Range<Int>, length: Int)? {
    mutating get {
      guard place > 0 else { return nil }
      let bytes = buffer.bytes
      let (offset, count) = (Int(bytes[0] >> 2), Int(bytes[1]) << 8 | Int(bytes[2]))
      return (
        QueueMark(rawValue: bytes[0] & 3) ?? .nothing, offset..<offset &+ count,
        RecordHeader.length &+ (Int(bytes[3]) << 8 | Int(bytes[4]))
      )
    }
  }

  mutating func dropFirst(_ length: Int) {
    buffer.skipFirst(length)
    place &-= length
    polled = 0
  }
}

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// What `takePlaintext` would give next.
  package var waitingPlaintext: ArrivedPlaintext? {
    mutating get {
      while let first = arriving.first {
        switch first.mark {
        case .earlyData: return .earlyData
        case .applicationData: return .applicationData
        case .nothing: arriving.dropFirst(first.length)
        }
      }
      return nil
    }
  }

  /// Appends what has arrived of one kind, as much as `out` has room for; nothing is left
  /// of it here.
  package mutating func takePlaintext(into out: inout OutputSpan<UInt8>) {
    guard let kind = waitingPlaintext else { return }
    repeat {
      guard let first = arriving.first else { break }
      let start = first.content.lowerBound &+ arriving.polled
      let left = first.content.upperBound &- start
      let copied = arriving.buffer.copy(from: start, atMost: left, into: &out)
      arriving.buffer.wipe(start..<start &+ copied)
      arriving.polled &+= copied
      if copied == left { arriving.dropFirst(first.length) }
    } while !out.isFull && waitingPlaintext == kind
    if isTidying { tidy() }
  }
}
