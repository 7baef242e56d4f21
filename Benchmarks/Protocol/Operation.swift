// SPDX-License-Identifier: Apache-2.0

/// What is timed: one seal or one signature, with all that it needs made beforehand.
public protocol Operation: ~Copyable {
  mutating func run() throws(OperationFailed)
}

/// Where one operation can be timed again and again.
public struct Bench {
  private let timing: (_ count: Int, _ batch: Int) throws(OperationFailed) -> Int

  public init<Timed: Operation & ~Copyable>(_ operation: consuming Timed) {
    let stopwatch = Stopwatch(operation)
    timing = { (count, batch) throws(OperationFailed) in try stopwatch.time(count, batch: batch) }
  }

  /// For what times itself: an operation that cannot be called from where no one may wait.
  public init(timing: @escaping (_ count: Int, _ batch: Int) throws(OperationFailed) -> Int) {
    self.timing = timing
  }

  /// Nanoseconds for so many operations, in the batch of this number.
  public func time(_ count: Int, batch: Int) throws(OperationFailed) -> Int {
    try timing(count, batch)
  }
}

/// Keeps an operation, and so its context, from one round to the next.
private final class Stopwatch<Timed: Operation & ~Copyable> {
  private var operation: Timed

  init(_ operation: consuming Timed) { self.operation = operation }

  /// Nanoseconds on the monotonic clock for `count` operations.
  ///
  /// Where the stack happens to lie within a cache line can cost a library a fifth of its speed
  /// (mbedTLS keeps a block there, writes it byte by byte and reads it back whole). So each batch
  /// lies 16 bytes further than the one before: none is timed at one lucky or unlucky place only.
  func time(_ count: Int, batch: Int) throws(OperationFailed) -> Int {
    switch batch % 4 {
    case 0: try below16(count)
    case 1: try below32(count)
    case 2: try below48(count)
    default: try below64(count)
    }
  }

  // Four functions that are not inlined, or the compiler would put all gaps into one frame.

  @inline(never)
  private func below16(_ count: Int) throws(OperationFailed) -> Int { try below(16, count) }

  @inline(never)
  private func below32(_ count: Int) throws(OperationFailed) -> Int { try below(32, count) }

  @inline(never)
  private func below48(_ count: Int) throws(OperationFailed) -> Int { try below(48, count) }

  @inline(never)
  private func below64(_ count: Int) throws(OperationFailed) -> Int { try below(64, count) }

  @inline(__always)
  private func below(_ bytes: Int, _ count: Int) throws(OperationFailed) -> Int {
    try withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 16) {
      (gap) throws(OperationFailed) in
      keep(gap)
      return try time(count)
    }
  }

  @inline(never)
  private func time(_ count: Int) throws(OperationFailed) -> Int {
    let start = SuspendingClock.now
    for _ in 0..<count { try operation.run() }
    let taken = SuspendingClock.now - start
    let (seconds, attoseconds) = taken.components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }
}

/// Hides from the compiler that nobody uses these bytes.
@inline(never) @_optimize(none)
private func keep(_ bytes: UnsafeMutableRawBufferPointer) {}

/// The bytes that every operation works on, at a place that does not move.
public struct Buffer: ~Copyable {
  public let bytes: UnsafeMutableBufferPointer<UInt8>
  public let pointer: UnsafeMutablePointer<UInt8>
  public var count: Int { bytes.count }

  public init(_ count: Int) {
    pointer = .allocate(capacity: count)
    pointer.initialize(repeating: 0x5A, count: count)
    bytes = UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  /// Counts up, so that no nonce is used twice with a key.
  public func increment() {
    for i in (0..<count).reversed() {
      pointer[i] &+= 1
      if pointer[i] != 0 { return }
    }
  }

  deinit { pointer.deallocate() }
}

/// What TLS 1.3 authenticates beside each record: its header (RFC 8446, 5.2).
public let associatedDataLength = 5
