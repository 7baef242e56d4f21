import Primitives

/// Bytes that wait, in one piece that grows when it must: taken in at the end, given out at
/// the front, worked on where they lie. Whatever leaves it is wiped.
public struct RecordBuffer: ~Copyable, @unchecked Sendable {
  var storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// The waiting bytes lie between these two.
  var start = 0
  var end = 0

  init() {}

  var count: Int { end &- start }
  var isEmpty: Bool { end == start }
  /// Bytes of memory that are held.
  var capacity: Int { storage.count }

  deinit {
    clear()
    storage.deallocate()
  }

  /// Wipes all that was ever here.
  borrowing func clear() {
    guard !storage.isEmpty else { return }
    var bytes = storage.assumingMemoryBound(to: UInt8.self).mutableSpan
    Primitives.wipe(&bytes)
  }
}

extension RecordBuffer {
  /// The waiting bytes; positions in them count from the front.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self) borrowing get {
      _overrideLifetime(place(0..<count).span, borrowing: self)
    }
  }

  /// Some of them, to be changed.
  var mutableBytes: MutableSpan<UInt8> {
    @_lifetime(&self) mutating get {
      _overrideLifetime(place(0..<count).mutableSpan, mutating: &self)
    }
  }

  subscript(_ i: Int) -> UInt8 {
    get { bytes[i] }
    set {
      var bytes = mutableBytes
      bytes[i] = newValue
    }
  }

  borrowing func place(_ range: Range<Int>) -> UnsafeMutableBufferPointer<UInt8> {
    let bytes = UnsafeMutableRawBufferPointer(
      rebasing: storage[start &+ range.lowerBound..<start &+ range.upperBound])
    return bytes.assumingMemoryBound(to: UInt8.self)
  }

  mutating func append(_ bytes: Span<UInt8>) {
    reserve(bytes.count)
    bytes.withUnsafeBytes { from in
      guard let source = from.baseAddress, let base = storage.baseAddress else {
        return
      }
      (base + end).copyMemory(from: source, byteCount: from.count)
    }
    end &+= bytes.count
  }

  /// So many more bytes, of whatever was there before.
  mutating func extend(by count: Int) {
    reserve(count)
    end &+= count
  }

  /// Takes bytes away from the end, after they were wiped.
  mutating func shorten(by count: Int) {
    let count = min(count, self.count)
    wipe(self.count &- count..<self.count)
    end &-= count
  }

  mutating func dropFirst(_ count: Int) {
    let count = min(count, self.count)
    wipe(0..<count)
    skipFirst(count)
  }

  /// Drops what is no secret: it was on the wire, or soon will be.
  mutating func skipFirst(_ count: Int) {
    start &+= min(count, self.count)
    if start == end {
      start = 0
      end = 0
    }
  }

  mutating func wipe(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    var bytes = place(range).mutableSpan
    Primitives.wipe(&bytes)
  }

  /// Where the padding of TLS 1.3 begins, a byte further (RFC 8446, 5.4).
  func lastNonzero(in range: Range<Int>) -> Int? {
    let bytes = bytes
    var i = range.upperBound
    while i > range.lowerBound {
      i &-= 1
      if bytes[i] != 0 { return i }
    }
    return nil
  }

  /// Appends the first bytes to `out`, as many as it has room for, at most `limit`, from
  /// `offset` on; and says how many.
  borrowing func copy(
    from offset: Int = 0, atMost limit: Int, into out: inout OutputSpan<UInt8>
  ) -> Int {
    let copied = max(0, min(count &- offset, limit, out.freeCapacity))
    guard copied > 0 else { return 0 }
    let source = place(offset..<offset &+ copied)
    out.withUnsafeMutableBufferPointer { buffer, filled in
      let target = UnsafeMutableRawBufferPointer(buffer)
      guard let from = source.baseAddress, let to = target.baseAddress else { return }
      (to + filled).copyMemory(from: from, byteCount: copied)
      filled &+= copied
    }
    return copied
  }
}
