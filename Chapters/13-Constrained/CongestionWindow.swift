/// How much may be on its way at once, as far as the network is concerned
/// (RFC 5681, with the recovery of RFC 6582).
struct CongestionWindow {
  let segment: Int
  /// In bytes, like everything here.
  private(set) var size: Int
  private(set) var threshold = Int.max
  private(set) var duplicates = 0
  /// What had been sent when the last loss was noticed.
  private var recover: Position = 0
  private(set) var isRecovering = false
  private var credit = 0

  init(segment: Int) {
    self.segment = segment
    size = CongestionWindow.initial(segment: segment)
  }

  /// RFC 6928, 2: about ten segments.
  static func initial(segment: Int) -> Int {
    min(10 * segment, max(2 * segment, 14_600))
  }

  /// More than one SYN was lost: the network is worse than we thought (RFC 6928, 2).
  mutating func beginCautiously() { size = segment }

  /// Nothing was sent for long: what the window knew is out of date (RFC 5681, 4.1).
  mutating func restart() {
    size = min(size, CongestionWindow.initial(segment: segment))
  }

  /// What may be under way now; the first two duplicates allow a segment more each
  /// (RFC 3042).
  var allowed: Int { isRecovering ? size : size + min(duplicates, 2) * segment }

  /// An acknowledgement of `count` new bytes, up to `position`. True if the segment that
  /// begins there must be sent again.
  mutating func acknowledged(
    _ count: Int, upTo position: Position, flight: Int
  ) -> Bool {
    guard isRecovering else {
      duplicates = 0
      grow(count)
      return false
    }
    if position >= recover {
      isRecovering = false
      duplicates = 0
      size = min(threshold, max(flight, segment) + segment)
      return false
    }
    size = max(size - count, 0) + (count >= segment ? segment : 0)
    return true
  }

  private mutating func grow(_ count: Int) {
    if size < threshold {
      size += min(count, segment)
    } else {
      credit += count
      guard credit >= size else { return }
      credit -= size
      size += segment
    }
  }

  /// The same acknowledgement again. True if the first segment must be sent again.
  mutating func duplicate(
    at position: Position, sent: Position, flight: Int
  ) -> Bool {
    if isRecovering {
      size += segment
      return false
    }
    duplicates += 1
    guard duplicates == 3, position > recover else { return false }
    recover = sent
    isRecovering = true
    // What was sent beyond the window, on the first duplicates, must not count.
    threshold = max(min(flight, size) / 2, 2 * segment)
    size = threshold + 3 * segment
    return true
  }

  /// No acknowledgement came.
  mutating func timedOut(sent: Position, flight: Int) {
    threshold = max(flight / 2, 2 * segment)
    size = segment
    recover = sent
    isRecovering = false
    duplicates = 0
    credit = 0
  }
}
