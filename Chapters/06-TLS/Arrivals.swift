import Primitives

/// What waits to be read, and the key that opens it.
struct Arrivals<Crypto: CryptoProvider>: ~Copyable {
  var buffer = RecordBuffer()
  private(set) var protection: RecordProtection<Crypto>?
  /// That of the protection, in the open: each record asks for it several times.
  private(set) var shape = RecordShape.plain
  /// How often the key was changed.
  private(set) var changes = 0
  /// How many have come unprotected.
  var plainRecords: UInt64 = 0
  /// Where in the buffer the record begins that is next, or was given out last. Before it
  /// is the queue: what was opened and is not yet polled.
  var place = 0
  /// Bytes of the record that was given out last; none, if it went into the queue.
  var held = 0
  /// Where in the buffer its content is.
  var content = 0..<0
  /// Bytes of the first record of the queue that were polled already.
  var polled = 0
  /// Bytes of early data that may still come.
  var earlyData = 0
  /// Bytes that may still be passed over.
  var skippable = 0
}

extension Arrivals {
  mutating func protect(with protection: consuming RecordProtection<Crypto>) {
    shape = protection.shape
    self.protection = consume protection
    changes &+= 1
  }

  /// Of the next record under its key, or without one.
  var sequenceNumber: UInt64 {
    switch protection {
    case .some(let protection): protection.sequenceNumber
    case .none: plainRecords
    }
  }

  /// Whether any record has come.
  var hasCome: Bool { changes > 0 || plainRecords > 0 }

  /// The record at `place` is opened, where it lies.
  mutating func open() throws(TLSError) -> Bool {
    try protection?.open(place..<place &+ held, of: &buffer) ?? false
  }

  /// Of the record at `place`, once it is open: where its plaintext is, which in TLS 1.3
  /// ends with type and padding.
  var inner: Range<Int> {
    let start = place &+ shape.contentOffset
    return start..<max(start, place &+ held &- shape.tagLength)
  }

  /// The record as it came, for whoever wants to see it beside what was in it.
  func copyOfRecord() -> Secret {
    Secret(copying: buffer.bytes.extracting(place..<place &+ held))
  }

  /// The record that was given out last has been read.
  mutating func drop() {
    guard held > 0 else { return }
    if place == 0 {
      buffer.dropFirst(held)
    } else {
      buffer.wipe(place..<place &+ held)
      mark(.nothing, count: 0, offset: 0)
      place &+= held
    }
    held = 0
  }
}
