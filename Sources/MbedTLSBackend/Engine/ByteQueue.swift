import CMbedTLS

/// Bytes in, the same bytes out, in pieces of any size.
/// It keeps its memory, so a connection that stands allocates no more.
struct ByteQueue: ~Copyable {
  private var storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1024)
  private var start = 0
  private var end = 0

  var count: Int { end - start }
  var isEmpty: Bool { start == end }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    _ = room(atLeast: bytes.count).update(fromContentsOf: bytes)
    commit(bytes.count)
  }

  /// Free memory behind the last byte, for C to write into.
  mutating func room(atLeast needed: Int) -> UnsafeMutableBufferPointer<UInt8> {
    if storage.count - end < needed { makeRoom(for: needed) }
    return UnsafeMutableBufferPointer(rebasing: storage[end...])
  }

  /// So many bytes of that memory have been written.
  mutating func commit(_ written: Int) { end += written }

  /// Appends as much to `out` as both hold, and at most so many bytes.
  mutating func move(_ limit: Int = .max, into out: inout OutputSpan<UInt8>) {
    let moved = storage[start..<start + min(count, out.freeCapacity, limit)]
    out.withUnsafeMutableBufferPointer { buffer, filled in
      filled = buffer[filled...].update(fromContentsOf: moved)
    }
    start = moved.endIndex
    if isEmpty { clear() }
  }

  mutating func clear() { (start, end) = (0, 0) }

  private mutating func makeRoom(for needed: Int) {
    let old = UnsafeMutableBufferPointer(rebasing: storage[start..<end])
    let whole = storage
    let grows = old.count + needed > whole.count
    if grows { storage = .allocate(capacity: max(2 * whole.count, old.count + needed)) }
    // Right even where the two overlap.
    _ = storage.update(fromContentsOf: old)
    (start, end) = (0, old.count)
    if grows { Self.discard(whole) }
  }

  private static func discard(_ storage: UnsafeMutableBufferPointer<UInt8>) {
    mbedtls_platform_zeroize(storage.baseAddress, storage.count)
    storage.deallocate()
  }

  deinit { Self.discard(storage) }
}
