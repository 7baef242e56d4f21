import Primitives

/// What waits to be sent, and the key that seals it.
struct Departures<Crypto: CryptoProvider>: ~Copyable {
  var buffer = RecordBuffer()
  private(set) var protection: RecordProtection<Crypto>?
  /// That of the protection, in the open: each record asks for it several times.
  private(set) var shape = RecordShape.plain
  /// Whether the key has sealed nearly as much as it may.
  private(set) var isNearlySpent = false
  var plainRecords: UInt64 = 0
  /// Where in the buffer a record of handshake messages begins that is not yet closed.
  var unfinished: Int?
}

extension Departures {
  mutating func protect(with protection: consuming RecordProtection<Crypto>) {
    shape = protection.shape
    isNearlySpent = protection.isNearlySpent
    self.protection = consume protection
  }

  mutating func stopProtecting() {
    protection = nil
    shape = .plain
    isNearlySpent = false
  }

  /// The record at `range`, which has its header and its content.
  mutating func seal(_ range: Range<Int>, as type: ContentType) throws(TLSError) {
    isNearlySpent = try protection?.seal(range, of: &buffer, as: type) ?? false
  }

  /// Of the next record under its key, or without one.
  var sequenceNumber: UInt64 {
    switch protection {
    case .some(let protection): protection.sequenceNumber
    case .none: plainRecords
    }
  }
}

extension Departures {
  /// What is about to be sealed: content, and in TLS 1.3 its type.
  func plaintext(_ type: ContentType, from start: Int) -> Secret {
    let content = buffer.bytes.extracting((start &+ shape.contentOffset)...)
    let is13 = shape.version == .tls13
    return Secret(count: content.count &+ (is13 ? 1 : 0)) { out in
      for i in content.indices { out[i] = content[i] }
      if is13 { out[content.count] = type.code }
    }
  }
}
