import Primitives

extension Secret {
  /// What `write` appends, at most `capacity` bytes; where it was written is wiped.
  init<E: Error>(
    capacity: Int, write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) {
    var scratch = [UInt8](repeating: 0, count: capacity)
    defer {
      var all = scratch.mutableSpan
      wipe(&all)
    }
    let count = try scratch.withUnsafeMutableBufferPointer { buffer throws(E) in
      var out = OutputSpan(buffer: buffer, initializedCount: 0)
      try write(&out)
      return out.finalize(for: buffer)
    }
    self.init(copying: scratch.span.extracting(first: count))
  }
}
