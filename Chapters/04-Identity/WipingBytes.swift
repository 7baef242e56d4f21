import Primitives

extension Secret {
  /// Exactly `count` bytes, which `write` appends where they will stay.
  init<E: Error>(
    writing count: Int, _ write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) {
    try self.init(count: count) { place throws(E) in
      try place.withUnsafeMutableBufferPointer { buffer throws(E) in
        var out = OutputSpan(buffer: buffer, initializedCount: 0)
        try write(&out)
        _ = out.finalize(for: buffer)
      }
    }
  }
}

extension OutputSpan where Element == UInt8 {
  /// The caller has made sure of the room.
  mutating func append(_ bytes: Span<UInt8>) {
    for i in bytes.indices { append(bytes[i]) }
  }

  mutating func append(_ text: StaticString) {
    for i in 0..<text.utf8CodeUnitCount { append(text.utf8Start[i]) }
  }
}
