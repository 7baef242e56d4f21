import COpenSSL

/// Plaintext between libssl and whoever polls: one buffer, kept for the connection's life.
struct Inbox {
  private var storage: [UInt8] = []
  private var first = 0
  private var end = 0
  /// Over datagrams, how long each message is.
  private var lengths: [Int]?

  init(keepingMessages: Bool) { lengths = keepingMessages ? [] : nil }

  var isEmpty: Bool { first == end }
  /// A stream gives what there is room for, a datagram all of itself or nothing.
  var roomNeeded: Int { lengths?.first ?? 1 }

  /// Asks libssl for the plaintext of about one record; 1 if it gave some.
  mutating func fill(from session: borrowing Session) -> Int32 {
    makeRoom()
    var count = 0
    let outcome = storage.withUnsafeMutableBytes {
      SSL_read_ex(session.pointer, $0.baseAddress.map { $0 + end }, $0.count - end, &count)
    }
    end += count
    if outcome == 1 { lengths?.append(count) }
    return outcome
  }

  private mutating func makeRoom() {
    if isEmpty {
      first = 0
      end = 0
    }
    guard storage.count - end < Int(SSL3_RT_MAX_PLAIN_LENGTH) else { return }
    storage.removeFirst(first)
    end -= first
    first = 0
    let missing = max(0, end + Int(SSL3_RT_MAX_PLAIN_LENGTH) - storage.count)
    storage.append(contentsOf: repeatElement(0, count: missing))
  }

  mutating func take(into out: inout OutputSpan<UInt8>) {
    let count = lengths?.removeFirst() ?? min(end - first, out.freeCapacity)
    storage.withUnsafeBytes { bytes in
      out.withUnsafeMutableBufferPointer { buffer, filled in
        let room = UnsafeMutableRawBufferPointer(buffer)[filled..<filled + count]
        UnsafeMutableRawBufferPointer(rebasing: room)
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[first..<first + count]))
        filled += count
      }
    }
    first += count
  }

  mutating func discard() { self = Inbox(keepingMessages: lengths != nil) }
}
